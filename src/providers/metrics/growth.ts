import type { Bucket } from '../../domain/verdict.ts';
import { kinship, type Process } from './process.ts';
import { noSeries, type Series } from './series.ts';
import { type Grown, grownBetween, histogramOf, isRenamed } from './series-growth.ts';

/** The counters of one process at one instant. */
export interface Counters extends Series {
  process: Process;
}

/** What is kept of a page from look to look. */
export interface Known extends Counters {
  /** Series that went back, with what they had counted before: nothing is counted of them for some looks. */
  fallen: Record<string, number>;
  /** Looks until they count again. */
  waits: number;
  /** Several processes were seen behind the page: nothing that it shows is counted until its container restarts. */
  several: boolean;
}

/** What one look adds: growth, nothing that can be told, or the knowledge that no look will tell. */
export type Step =
  | { kind: 'grown'; grown: Grown }
  | { kind: 'nothing'; why: 'unknown' | 'went-back' }
  | { kind: 'several' };

/** As long as a series that went back is not counted. */
const waitedLooks = 5;

const zero: Known = { ...noSeries, process: { restarts: 0, startedAt: null }, fallen: {}, waits: 0, several: false };

/** All that counters of a process have counted since it began. */
export function fromZero(now: Counters): Grown {
  return grownBetween(now, zero, zero.fallen);
}

export function knownOf(now: Counters): Known {
  return { ...now, fallen: {}, waits: 0, several: false };
}

/**
 * What a page adds since the last look, series by series, and what is to be kept of it.
 * @param lastAt when `before` was shown (ms since the epoch)
 * @param wentBack its series went back, though the sums that are known may not show it
 */
export function step(now: Counters, before: Known, lastAt: number, wentBack = false): { step: Step; known: Known } {
  switch (kinship(now.process, before.process, lastAt)) {
    case 'new':
      return { step: { kind: 'grown', grown: fromZero(now) }, known: knownOf(now) };
    case 'unknown':
      return { step: { kind: 'nothing', why: 'unknown' }, known: knownOf(now) };
    case 'another': {
      // A start before that of the last look is no restart whatever the clocks say.
      const isOlder = (now.process.startedAt ?? 0) < (before.process.startedAt ?? 0);
      return { step: { kind: 'several' }, known: { ...knownOf(now), several: before.several || isOlder } };
    }
    case 'same':
      return before.several
        ? { step: { kind: 'several' }, known: { ...knownOf(now), several: true } }
        : sameProcess(now, before, wentBack);
  }
}

/**
 * A series that is gone adds nothing, and is remembered for when it comes back. One that went back was rotated, or the
 * page is another's: it adds nothing until it has grown for some looks. Where such a series goes back again,
 * several processes answer, even if they began in the same second; where the page does not say when, so they do if it
 * returns to where it was.
 */
function sameProcess(now: Counters, before: Known, wentBack: boolean): { step: Step; known: Known } {
  if (isRenamed(now.requests, before.requests) || isRenamed(now.durations, before.durations)) {
    return { step: { kind: 'nothing', why: 'unknown' }, known: knownOf(now) };
  }
  const fell = wentBack ? allOf(before) : fallenIn(now, before);
  const waiting = Object.keys(before.fallen);
  const returned = waiting.filter((id) => (totalOf(now, id) ?? 0) >= (before.fallen[id] ?? 0));
  const isBackAgain = waiting.some((id) => id in fell) || (allReturned(before) && Object.keys(fell).length > 0);
  if (isBackAgain || (now.process.startedAt === null && returned.length > 0)) {
    return { step: { kind: 'several' }, known: { ...knownOf(now), several: true } };
  }
  const silent = { ...before.fallen, ...fell };
  const fallen = Object.fromEntries(Object.entries(silent).filter(([id]) => id in fell || !returned.includes(id)));
  const waits = Object.keys(fell).length > 0 ? waitedLooks : Math.max(0, before.waits - 1);
  const known = { ...withGone(now, before), fallen: waits > 0 ? fallen : {}, waits, several: false };
  const ids = Object.keys(now.requests);
  if (ids.length > 0 && ids.every((id) => id in silent)) return { step: { kind: 'nothing', why: 'went-back' }, known };
  return { step: { kind: 'grown', grown: grownBetween(now, before, silent) }, known };
}

/** What went back a few looks ago was soon where it had been. */
function allReturned({ waits, fallen }: Known): boolean {
  return waits > 0 && Object.keys(fallen).length === 0;
}

function totalOf({ requests, durations }: Series, id: string): number | undefined {
  return id.startsWith('h ') ? durations[id.slice(2)]?.at(-1)?.count : requests[id];
}

/** Every series, with what it had counted. */
function allOf({ requests, durations }: Series): Record<string, number> {
  const histograms = Object.entries(durations).map(([id, buckets]) => [histogramOf(id), buckets.at(-1)?.count ?? 0]);
  return { ...requests, ...Object.fromEntries(histograms) };
}

/** The series that went back, with what they had counted. */
function fallenIn(now: Counters, before: Known): Record<string, number> {
  const fell: Record<string, number> = {};
  for (const id in now.requests) {
    const was = before.requests[id];
    if (was !== undefined && (now.requests[id] ?? 0) < was) fell[id] = was;
  }
  for (const id in now.durations) {
    const [buckets, earlier] = [now.durations[id], before.durations[id]];
    if (buckets && earlier && hasFallen(buckets, earlier)) fell[histogramOf(id)] = earlier.at(-1)?.count ?? 0;
  }
  return fell;
}

function hasFallen(now: readonly Bucket[], before: readonly Bucket[]): boolean {
  if (now.every(({ le }, at) => before[at]?.le === le))
    return now.some(({ count }, at) => count < (before[at]?.count ?? 0));
  const earlier = boundsOf(before);
  return now.some(({ le, count }) => count < (earlier.get(le) ?? 0));
}

function boundsOf(buckets: readonly Bucket[]): Map<number | null, number> {
  return new Map(buckets.map(({ le, count }) => [le, count]));
}

/** So many series of one page are remembered after they are gone. */
const mostGone = 2000;

function withGone(now: Counters, before: Known): Counters {
  const gone = Object.keys(before.requests)
    .filter((id) => !(id in now.requests))
    .slice(-mostGone);
  const goneDurations = Object.keys(before.durations)
    .filter((id) => !(id in now.durations))
    .slice(-mostGone);
  if (gone.length === 0 && goneDurations.length === 0) return now;
  return {
    ...now,
    requests: { ...pick(before.requests, gone), ...now.requests },
    failures: { ...pick(before.failures, gone), ...now.failures },
    unlabelled: now.unlabelled,
    durations: { ...pick(before.durations, goneDurations), ...now.durations },
  };
}

function pick<T>(from: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> {
  return Object.fromEntries(ids.flatMap((id) => (from[id] === undefined ? [] : [[id, from[id]]])));
}

/** The same without what was lost since: series that are gone, of which only sums are known. */
export function without(before: Known, lost: Series): Known {
  const durations = Object.entries(before.durations).map(([id, buckets]) => [
    id,
    lessBuckets(buckets, lost.durations[id] ?? []),
  ]);
  return {
    ...before,
    requests: less(before.requests, lost.requests),
    failures: less(before.failures, lost.failures),
    durations: Object.fromEntries(durations),
  };
}

function less(all: Readonly<Record<string, number>>, lost: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(all).map(([id, value]) => [id, Math.max(0, value - (lost[id] ?? 0))]));
}

function lessBuckets(buckets: readonly Bucket[], lost: readonly Bucket[]): Bucket[] {
  const gone = boundsOf(lost);
  return buckets.map(({ le, count }) => ({ le, count: Math.max(0, count - (gone.get(le) ?? 0)) }));
}
