/** Which process shows the counters, as far as its page and Kubernetes say. */
export interface Process {
  /** Restarts of the container. */
  restarts: number;
  /** When it began, in seconds since the epoch, by its own clock; null where its page does not say. */
  startedAt: number | null;
}

/**
 * What the process that is seen now is to the one of the last look. `same`; `new`: it began since then, so its counters
 * began at zero; `another`: it was there at the last look already, beside the one that was seen then; `unknown`: the page
 * has lost what it said.
 */
type Kinship = 'same' | 'new' | 'another' | 'unknown';

/** @param lastAt when the counters of `before` were shown (ms since the epoch) */
export function kinship(now: Process, before: Process, lastAt: number): Kinship {
  if (now.startedAt !== null && now.startedAt === before.startedAt) return 'same';
  if (now.restarts > before.restarts) return 'new';
  if (now.restarts < before.restarts) return 'unknown';
  if (now.startedAt === null) return before.startedAt === null ? 'same' : 'unknown';
  if (before.startedAt === null) return 'unknown';
  if (isSameStart(now.startedAt, before.startedAt)) return 'same';
  const isLater = now.startedAt > before.startedAt && now.startedAt * 1000 > lastAt;
  return isLater ? 'new' : 'another';
}

/** Clients that reckon the start from now and the uptime, or from a boot time that moves, are off by this much (s). */
export const jitter = 2;

/** Whether two starts may be that of one process, in seconds since the epoch. */
export function isSameStart(a: number, b: number): boolean {
  return Math.abs(a - b) < jitter;
}

/** What is said where one port leads to one process now and to another then. */
export function severalProcesses(pod: string): string {
  return (
    `several processes answer on this port of ${pod} in turn, each with counters of its own: ` +
    'use the multi-process mode of its metrics library, or a port for each process'
  );
}
