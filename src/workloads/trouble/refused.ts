import type { Trouble } from '../../domain/verdict.ts';
import type { Refusal } from '../workload.ts';

/** A quota may become free as something else ends: so long is it waited for (ms). */
export const refusalGraceMs = 30_000;

interface Asked {
  /** Name of the workload. */
  name: string;
  /** When the release began to want the pods, and now; in ms since the epoch. */
  since: number;
  now: number;
  /** It is the user's own workload, where a refusal may be about pods of the old version. */
  shared: boolean;
}

/**
 * Trouble, where the cluster will not make the release's pods: at once where no waiting helps, else after a grace. A refusal
 * that was there before the release says nothing of it; nor, in the user's own workload, one beside pods of the new version.
 */
export function refusedTrouble(refusal: Refusal, { name, since, now, shared }: Asked): Trouble | null {
  // Conditions have whole seconds.
  if (refusal.since < Math.floor(since / 1000) * 1000 || (shared && refusal.some)) return null;
  if (!refusal.final && now - refusal.since < refusalGraceMs) return null;
  return { code: 'pods-refused', pod: name, detail: refusal.detail };
}

/** Why there are fewer pods than wanted, in words. */
export function lackOf({ detail }: Refusal): string {
  return `the cluster makes no pods: ${detail}`;
}
