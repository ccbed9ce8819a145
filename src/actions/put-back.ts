import type { Action } from './index.ts';

/** Only a look that nothing is left. */
export const lookForLeftovers: Action = { kind: 'verify.clean' };

/**
 * Puts back whatever a release may have left, for the day when nothing says what it did: each action changes nothing
 * where nothing is.
 * @param before the workload as it was; null where it is to be left alone
 */
export function putBackAll(before: { image: string; replicas: number } | null): Action[] {
  const update: Action[] = before ? [{ kind: 'workload.update', image: before.image, replicas: before.replicas }] : [];
  return [...update, { kind: 'candidate.remove' }, { kind: 'route.clean' }, lookForLeftovers];
}
