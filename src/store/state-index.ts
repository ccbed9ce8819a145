import type { Release } from '../domain/release.ts';
import { latest } from '../platform/latest.ts';
import type { RedisConnection } from './run-script.ts';

export const liveStates = ['queued', 'awaiting-approval', 'running', 'held', 'paused', 'rolling-back'] as const;
export type LiveState = (typeof liveStates)[number];

/** How many live releases are in which state, without a look at any of them. For metrics only: nothing decides by it. */
export interface StateIndex {
  /** The state that a holder left the release in; written only where it is another than this process knows. */
  note(release: Release): Promise<void>;
  counts(): Promise<Record<LiveState, number>>;
}

/** As many releases as a process remembers the state of. */
const remembered = 20_000;

/** @param prefix a Redis Cluster hash tag and a colon, e.g. "{sluice}:" */
export function createStateIndex(redis: RedisConnection, prefix: string): StateIndex {
  const key = (state: LiveState) => `${prefix}state:${state}`;
  const known = latest<LiveState>(remembered);
  return {
    async note(release) {
      const state = liveState(release);
      if (state !== null && known.get(release.id) === state) return;
      const change = redis.multi();
      for (const other of liveStates) if (other !== state) change.srem(key(other), release.id);
      if (state !== null) change.sadd(key(state), release.id);
      await change.exec();
      if (state === null) known.delete(release.id);
      else known.set(release.id, state);
    },
    async counts() {
      const counted = await Promise.all(
        liveStates.map(async (state) => [state, await redis.scard(key(state))] as const),
      );
      return Object.fromEntries(counted) as Record<LiveState, number>;
    },
  };
}

/** Null for one that has ended. */
export function liveState({ phase, hold, paused }: Release): LiveState | null {
  switch (phase.kind) {
    case 'ended':
      return null;
    case 'running':
      return hold ? 'held' : paused ? 'paused' : 'running';
    case 'queued':
    case 'awaiting-approval':
    case 'rolling-back':
      return phase.kind;
  }
}
