import { type Job, Worker } from 'bullmq';
import type { EngineDeps } from '../src/engine/ports.ts';
import { type Advance, advance } from '../src/engine/run.ts';
import { priorities, queues, type ReleaseJob } from '../src/queue/names.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { type AsideDeps, createSetAside, releaseOfJob } from './set-aside.ts';
import { park, workerSettings } from './step-job.ts';

export interface ReleaseWorkerOptions {
  connection: RedisConnection;
  prefix: string;
  concurrency: number;
}

/** Waits of an unexpected error: long enough not to spin, short enough for a rollback. */
const errorPauseMs = 2000;

/** The queue that runs releases: one job each, parked while there is nothing to do. */
export function startReleaseWorker(engine: EngineDeps & AsideDeps, options: ReleaseWorkerOptions): Worker<ReleaseJob> {
  const deps: Deps = { ...engine, setAside: createSetAside(engine) };
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

type Deps = EngineDeps & { setAside: ReturnType<typeof createSetAside> };

async function process(deps: Deps, job: Job<ReleaseJob>, token: string, signal?: AbortSignal): Promise<void> {
  const id = releaseOfJob(deps.log, job);
  if (id === null) return;
  const turn = await takeTurn(deps, id, signal ?? new AbortController().signal);
  if (!turn) return;
  if (turn.kind === 'aside') return park(job, token, turn.until, async () => false);
  // What goes back goes first, for as long as it goes back.
  if (turn.urgent && job.priority !== priorities.first) await job.changePriority({ priority: priorities.first });
  await park(job, token, turn.until, () => deps.store.settle(id, turn.version));
}

async function takeTurn(
  deps: Deps,
  id: string,
  signal: AbortSignal,
): Promise<Extract<Advance, { kind: 'wait' }> | { kind: 'aside'; until: number } | null> {
  const log = deps.log.child({ release: id });
  try {
    const result = await advance({ ...deps, log }, id, signal);
    switch (result.kind) {
      case 'wait':
        return result;
      case 'ended':
        return null;
      case 'set-aside': {
        const until = await deps.setAside(id, result.why, result.detail);
        return until === null ? null : { kind: 'aside', until };
      }
    }
  } catch (error) {
    log.error({ err: error }, 'unexpected error; trying again');
    return {
      kind: 'wait',
      until: deps.clock.now() + errorPauseMs,
      version: await deps.store.version(id),
      urgent: false,
    };
  }
}
