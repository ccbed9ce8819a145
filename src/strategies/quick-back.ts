import type { Strategy } from '../domain/target.ts';

/** For so long (ms) a version that has run before is watched at most, once it has all of the users again. */
const watchedMs = 60_000;

/** @param usualMs how long the service's own strategy watches */
export function watchedBack(usualMs: number): number {
  return Math.min(usualMs, watchedMs);
}

/** Kubernetes rolls it in one go, without a stop on the way. @param usualMs as in `watchedBack` */
export function rolledAtOnce(usualMs: number): Strategy {
  return { kind: 'rolling', bakeMs: watchedBack(usualMs) };
}

/**
 * Pods of the older version come up beside those that run, and take everything in one write; where there is no room for both,
 * or no traffic that could be moved, Kubernetes rolls it.
 * @param usualMs as in `watchedBack`
 */
export function movedAtOnce(usualMs: number): Strategy[] {
  const bakeMs = watchedBack(usualMs);
  return [{ kind: 'blue-green', soakMs: bakeMs, keepMs: bakeMs }, rolledAtOnce(usualMs)];
}
