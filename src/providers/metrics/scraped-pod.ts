import type { Counters } from './growth.ts';
import type { NamedReading } from './recognize.ts';
import type { TrackedPod } from './tracks.ts';
import type { Unit } from './unit.ts';

/** So many pods are scraped at a time. */
export const atOnce = 16;

/** A pod with what its page shows: its only page, by its own name. */
export function unitOf(pod: TrackedPod, counters: Unit['counters']): Unit {
  const { uid, name, track, createdAt } = pod;
  return { key: uid, page: uid, pod: name, track, createdAt, counters };
}

/** What a page shows, with the process that shows it. */
export function countersOf({ restarts }: TrackedPod, { series, startedAt }: NamedReading): Counters {
  return { process: { restarts, startedAt }, ...series };
}
