import { addBuckets } from '../../analysis/histogram.ts';
import type { Bucket, Figures } from '../../domain/verdict.ts';
import { maxBounds, tooManyBounds } from './histograms.ts';
import { bucketsOf, type Grown } from './series-growth.ts';
import type { Side, Sides } from './sides.ts';
import { spanned } from './summaries.ts';
import type { Seen, Unit } from './unit.ts';

/** Of the requests since the last look, the share (ratio 0 to 1) of which it is not known whether they failed. */
export function untoldIn(seen: readonly Seen[], track: Unit['track']): number {
  const own = oncePerPage(seen.filter(({ unit }) => unit.track === track));
  const sumOf = (of: (grown: Grown) => number) => own.reduce((sum, { grown }) => sum + of(grown), 0);
  const untold = sumOf((grown) => grown.untold);
  return untold > 0 ? untold / (untold + sumOf(({ requests }) => requests)) : 0;
}

/** What the counters of one version grew by. Null where no unit of it is there, or none has an earlier look to compare with. */
export function growth(seen: readonly Seen[], track: Unit['track']): Figures | null {
  const own = countingOn(seen, track);
  const each = oncePerPage(own);
  if (each.length === 0) return null;
  const counted = summed(
    own,
    each.map(({ grown }) => grown),
  );
  const weighed = each.map(({ grown, unit }) => ({ weight: grown.requests, ready: unit.quantiles ?? [] }));
  const quantiles = counted.buckets.length > 0 ? [] : spanned(weighed).map((one) => ({ ...one, looks: 1 }));
  return { ...counted, ...(quantiles.length > 0 ? { quantiles } : {}) };
}

/**
 * The same of what was served with a flag on and with it off, in place of candidate and stable. Quantiles that are ready are of
 * all requests together, so there are none.
 */
export function bySide(seen: readonly Seen[], track: Unit['track']): { candidate: Figures; stable: Figures } {
  const own = countingOn(seen, track);
  const each = oncePerPage(own);
  const of = (side: Side) =>
    summed(
      own,
      each.flatMap(({ grown }) => grown.sides?.[side] ?? []),
    );
  return { candidate: of('on'), stable: of('off') };
}

/** Which series count with a flag on or off, of all pages that could be read. */
export function sidesIn(seen: readonly Seen[]): Sides[] {
  return countingOn(seen, 'candidate').flatMap(({ unit: { counters } }) =>
    counters && counters !== 'not-started' && counters.sides ? [counters.sides] : [],
  );
}

function countingOn(seen: readonly Seen[], track: Unit['track']): Seen[] {
  return seen.filter(({ unit: { track: each, counters } }) => each === track && counters && counters !== 'not-started');
}

function summed(own: readonly Seen[], all: readonly Grown[]): Figures {
  return {
    pods: new Set(own.map(({ unit }) => unit.pod)).size,
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
    buckets: all.reduce((sum: Bucket[], { slots }) => addedWithinLimit(sum, bucketsOf(slots)), []),
  };
}

/** Of units with the same page the one that shows most. */
function oncePerPage(seen: readonly Seen[]): { unit: Unit; grown: Grown }[] {
  const pages = new Map<string, { unit: Unit; grown: Grown }>();
  for (const { unit, step: added } of seen) {
    if (added?.kind !== 'grown') continue;
    const other = pages.get(unit.page);
    if (!other || other.grown.requests < added.grown.requests) pages.set(unit.page, { unit, grown: added.grown });
  }
  return [...pages.values()];
}

/** The sum goes into the release's log, look after look. */
function addedWithinLimit(total: readonly Bucket[], one: readonly Bucket[]): Bucket[] {
  const sum = addBuckets(total, one);
  if (sum.length > maxBounds) throw tooManyBounds('the histogram of all pods');
  return sum;
}
