import type { Telemetry } from '../platform/telemetry.ts';
import { within } from '../platform/within.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { liveStates, type StateIndex } from '../store/state-index.ts';
import type { QueueCounts } from './counts.ts';

export interface GaugeDeps {
  store: Pick<ReleaseStore, 'liveCount' | 'untoldForMs'>;
  states: StateIndex;
  counts: QueueCounts;
  telemetry: Telemetry;
  now(): number;
}

/** A scrape waits no longer than this for Redis. */
const patienceMs = 2000;

/**
 * Refreshes what is read from Redis when metrics are asked for. Where Redis does not answer these are left out, not old
 * and not 0, and everything else is still served.
 */
export async function refreshGauges(deps: GaugeDeps): Promise<void> {
  const { live, states, queueJobs, overdue, outboxLag } = deps.telemetry;
  const read = await within(patienceMs, readAll(deps), null).catch(() => null);
  for (const gauge of [live, states, queueJobs, overdue, outboxLag]) gauge.reset();
  if (!read) {
    live.remove();
    outboxLag.remove();
    return;
  }
  live.set(read.live);
  outboxLag.set(read.untoldMs / 1000);
  for (const state of liveStates) states.set({ state }, read.states[state]);
  for (const { queue, jobs, overdueMs } of read.queues) {
    overdue.set({ queue }, overdueMs / 1000);
    for (const [state, count] of Object.entries(jobs)) queueJobs.set({ queue, state }, count);
  }
}

async function readAll({ store, states, counts, now }: GaugeDeps) {
  const [live, untoldMs, byState, byQueue] = await Promise.all([
    store.liveCount(),
    store.untoldForMs(),
    states.counts(),
    counts.read(now()),
  ]);
  return { live, untoldMs, states: byState, queues: byQueue };
}
