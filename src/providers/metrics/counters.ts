import { z } from 'zod';
import { addBuckets } from '../../analysis/histogram.ts';
import { type Bucket, bucketSchema, type Figures, type Measurement } from '../../domain/verdict.ts';
import { maxBounds, tooManyBounds } from './histograms.ts';
import type { Checkpoint } from './metric-source.ts';
import { type Ready, spanned } from './summaries.ts';

/** The raw counters of one process at one instant. */
const countersSchema = z.object({
  /** Changes when the process does: restart count, start time. Counters of another process began at zero. */
  id: z.string(),
  requests: z.number(),
  errors: z.number(),
  /** Cumulative, by growing `le` in seconds. */
  buckets: z.array(bucketSchema),
});
export type Counters = z.infer<typeof countersSchema>;

/** Null: it was there but could not be read, so what it had counted by then is not known. */
const checkpointSchema = z.object({ at: z.number(), units: z.record(z.string(), countersSchema.nullable()) });
type Counted = z.infer<typeof checkpointSchema>;

/** One pod (or one series' instance) at one look. */
export interface Unit {
  /** Stable between looks and unique. */
  key: string;
  track: 'candidate' | 'stable';
  /** Null where it could not be read. */
  counters: Counters | null;
  /** When it was created, in ms since epoch; null where that is not known. */
  createdAt: number | null;
  /** What it has ready of its durations; absent where it counts them, or has none. */
  quantiles?: readonly Ready[];
  /** The counters' id is sure to change with the process: what falls without it is no restart but a wrong page. */
  sure?: boolean;
}

/** What `MetricSource.measure` answers. */
export interface Measured {
  measurement: Measurement;
  checkpoint: Checkpoint;
}

/** Counters of a pod that does not serve yet: whatever comes next began at zero. */
export const notStarted: Counters = { id: 'not started', requests: 0, errors: 0, buckets: [] };

/** Clocks of the cluster and of this process may differ by this much. */
const skewMs = 60_000;

const nothing: Figures = { pods: 0, requests: 0, errors: 0, buckets: [] };

/**
 * What the counters grew by since the measurement that the checkpoint holds, per track, and the checkpoint for the next time. A counter
 * that fell, or another process, started from zero; a unit that is new since then counts from zero, any other
 * unknown one is only noted. Without a checkpoint (or with one that went bad, or when the clock went back) this only primes.
 * @throws PageError where the pods' histograms have too many bounds together
 */
export function sinceLastMeasurement(
  checkpoint: Checkpoint,
  at: number,
  units: readonly Unit[],
): { measurement: Measurement; checkpoint: Checkpoint } {
  const last = readCheckpoint(checkpoint, at);
  const next = { at, units: Object.fromEntries(units.map((unit) => [unit.key, remembered(unit, last)])) };
  if (!last) return { measurement: { kind: 'no-data', detail: 'first look' }, checkpoint: next };
  const candidate = growth(units, 'candidate', last);
  if (!candidate)
    return { measurement: { kind: 'no-data', detail: 'first look at the new version' }, checkpoint: next };
  const stable = growth(units, 'stable', last);
  return { measurement: { kind: 'sample', sample: { from: last.at, to: at, candidate, stable } }, checkpoint: next };
}

function readCheckpoint(checkpoint: Checkpoint, at: number): Counted | null {
  const parsed = checkpointSchema.safeParse(checkpoint);
  return parsed.success && parsed.data.at <= at ? parsed.data : null;
}

/** What cannot be read now but could be before, or is too new to have counted, is still counted when it answers. */
function remembered(unit: Unit, last: Counted | null): Counters | null {
  const before = last?.units[unit.key];
  if (unit.counters) return isNonsense(unit, before) ? null : unit.counters;
  return before === undefined && last && isNew(unit, last) ? notStarted : (before ?? null);
}

function isNew(unit: Unit, last: Counted): boolean {
  return unit.createdAt !== null && unit.createdAt >= last.at - skewMs;
}

/** Null where no unit of the track is there, or none has an earlier look to compare with. */
function growth(units: readonly Unit[], track: Unit['track'], last: Counted): Figures | null {
  const read = units.filter((unit) => unit.track === track && unit.counters && unit.counters !== notStarted);
  const each = read.flatMap((unit) => {
    const grown = unit.counters && grownBy(unit.counters, unit, last);
    return grown ? [{ grown, weight: grown.requests, ready: unit.quantiles ?? [] }] : [];
  });
  if (each.length === 0) return null;
  const sum = each.reduce(
    (total, { grown: one }) => ({
      pods: 0,
      requests: total.requests + one.requests,
      errors: total.errors + one.errors,
      buckets: addedWithinLimit(total.buckets, one.buckets),
    }),
    nothing,
  );
  const quantiles = sum.buckets.length > 0 ? [] : spanned(each).map((one) => ({ ...one, looks: 1 }));
  return { ...sum, pods: read.length, ...(quantiles.length > 0 ? { quantiles } : {}) };
}

/** The sum goes into the release's log, look after look. */
function addedWithinLimit(total: readonly Bucket[], one: readonly Bucket[]): Bucket[] {
  const sum = addBuckets(total, one);
  if (sum.length > maxBounds) throw tooManyBounds('the histogram of all pods');
  return sum;
}

function grownBy(now: Counters, unit: Unit, last: Counted): Counters | null {
  const before = last.units[unit.key];
  if (before === null || isNonsense(unit, before)) return null;
  if (before === undefined) return isNew(unit, last) ? now : null;
  return before.id === now.id ? (minus(now, before) ?? now) : now;
}

/** Half a page, or another pod's: neither it nor what comes after it says by how much anything grew. */
function isNonsense({ counters, sure }: Unit, before: Counters | null | undefined): boolean {
  if (!counters || !before) return false;
  if (before.id !== counters.id) return lostItsStart(counters.id, before.id);
  return sure === true && minus(counters, before) === null;
}

/** An id ends with when the process began, after a slash: a page that says it no more is not that of another process. */
function lostItsStart(id: string, before: string): boolean {
  return id.endsWith('/') && before.startsWith(id);
}

/** Null where anything fell: then all of it began anew. */
function minus(now: Counters, before: Counters): Counters | null {
  const earlier = new Map(before.buckets.map((bucket) => [bucket.le, bucket.count]));
  const buckets: Bucket[] = now.buckets.map(({ le, count }) => ({ le, count: count - (earlier.get(le) ?? 0) }));
  const requests = now.requests - before.requests;
  const errors = now.errors - before.errors;
  const fell = requests < 0 || errors < 0 || buckets.some((bucket) => bucket.count < 0);
  return fell ? null : { id: now.id, requests, errors, buckets };
}
