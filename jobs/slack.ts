import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { SlackError } from '../src/platform/slack/port.ts';
import { queues, type ReleaseJob } from '../src/queue/names.ts';
import { type OutboxDeps, syncRelease } from './outbox/sync.ts';
import { park, workerSettings } from './step-job.ts';

/** The job of a release stays parked while the release lives; news bring it forward. */
const idleMs = 15 * 60_000;
const unreachablePauseMs = 3000;
const refusedPauseMs = 60_000;

/** The outbox: brings Slack up to date, one job per release, so that a release's messages keep their order. */
export function startSlackWorker(deps: OutboxDeps, options: { connection: Redis; prefix: string }): Worker<ReleaseJob> {
  const worker = new Worker<ReleaseJob>(queues.slack, (job, token) => process(deps, job, token ?? ''), {
    ...workerSettings,
    ...options,
    concurrency: 20,
  });
  worker.on('error', (error) => deps.log.warn({ queue: queues.slack, error: error.message }, 'worker'));
  return worker;
}

async function process(deps: OutboxDeps, job: Job<ReleaseJob>, token: string): Promise<void> {
  const { id } = job.data;
  const before = await deps.store.version(id);
  const next = await turn(deps, id, before);
  if (next === null) return;
  await park(job, token, next, async () => (await deps.store.version(id)) > before);
}

/** Gives when to look again (ms since epoch), or null when there will be nothing more to say. */
async function turn(deps: OutboxDeps, id: string, before: number): Promise<number | null> {
  const { clock, store, log } = deps;
  try {
    const synced = await syncRelease(deps, id);
    if (!synced) return null;
    if (synced.again !== null) return synced.again;
    await store.markTold(id, synced.version);
    return synced.ended && synced.version >= before ? null : clock.now() + idleMs;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    log.warn({ release: id, error: error.message }, 'Slack does not take it; trying again');
    return clock.now() + (error.retryAfterMs ?? (error.retryable ? unreachablePauseMs : refusedPauseMs));
  }
}
