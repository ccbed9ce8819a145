import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { EngineDeps } from '../src/engine/ports.ts';
import { advance } from '../src/engine/run.ts';
import { queues, type ReleaseJob } from '../src/queue/names.ts';
import { park, workerSettings } from './step-job.ts';

export interface ReleaseWorkerOptions {
  connection: Redis;
  prefix: string;
  concurrency: number;
}

/** Waits of an unexpected error: long enough not to spin, short enough for a rollback. */
const errorPauseMs = 2000;

/** The queue that runs releases: one job each, parked while there is nothing to do. */
export function startReleaseWorker(deps: EngineDeps, options: ReleaseWorkerOptions): Worker<ReleaseJob> {
  const worker = new Worker<ReleaseJob>(
    queues.releases,
    (job, token, signal) => process(deps, job, token ?? '', signal),
    {
      ...workerSettings,
      ...options,
    },
  );
  worker.on('error', (error) => deps.log.warn({ queue: queues.releases, error: error.message }, 'worker'));
  return worker;
}

async function process(deps: EngineDeps, job: Job<ReleaseJob>, token: string, signal?: AbortSignal): Promise<void> {
  const { id } = job.data;
  const turn = await takeTurn(deps, id, signal ?? new AbortController().signal);
  if (!turn) return;
  await job.updateData({ id, seen: turn.version });
  await park(job, token, turn.until, async () => (await deps.store.version(id)) > turn.version);
}

async function takeTurn(
  deps: EngineDeps,
  id: string,
  signal: AbortSignal,
): Promise<{ until: number; version: number } | null> {
  const log = deps.log.child({ release: id });
  try {
    const result = await advance({ ...deps, log }, id, signal);
    switch (result.kind) {
      case 'wait':
        return result;
      case 'ended':
        return null;
      case 'set-aside':
        log.error({ detail: result.detail }, 'release set aside');
        return null;
    }
  } catch (error) {
    log.error({ err: error }, 'unexpected error; trying again');
    return { until: deps.clock.now() + errorPauseMs, version: await deps.store.version(id) };
  }
}
