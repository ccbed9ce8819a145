import type { Job } from 'bullmq';
import type { EngineDeps } from '../src/engine/ports.ts';
import type { Advance } from '../src/engine/round.ts';
import { advance } from '../src/engine/run.ts';
import { priorities, queues, type ReleaseJob } from '../src/queue/names.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { createQuarantine, type QuarantineDeps, releaseOfJob } from './quarantine.ts';
import { workerSettings } from './step-job.ts';
import { YieldingWorker } from './yielding-worker.ts';

/** What running a release needs, and what quarantining one needs. */
export type ReleaseWorkerDeps = EngineDeps & QuarantineDeps;

export interface ReleaseWorkerOptions {
  connection: RedisConnection;
  prefix: string;
  concurrency: number;
}

/** Waits of an unexpected error: long enough not to spin, short enough for a rollback. */
const errorPauseMs = 2000;

/** The queue that runs releases: one job each, parked while there is nothing to do. */
export function startReleaseWorker(deps: ReleaseWorkerDeps, options: ReleaseWorkerOptions): YieldingWorker<ReleaseJob> {
  const putInQuarantine = createQuarantine(deps);
  const worker: YieldingWorker<ReleaseJob> = new YieldingWorker(
    queues.releases,
    async (job, token, signal) => {
      const id = releaseOfJob(deps.log, job);
      if (id !== null) await process({ deps, putInQuarantine, worker, job, token: token ?? '' }, id, signal);
    },
    { ...workerSettings, ...options },
  );
  worker.on('error', (error) => deps.log.warn({ queue: queues.releases, error: error.message }, 'worker'));
  return worker;
}

interface Context {
  deps: EngineDeps;
  putInQuarantine: ReturnType<typeof createQuarantine>;
  worker: YieldingWorker<ReleaseJob>;
  job: Job<ReleaseJob>;
  token: string;
}

async function process(
  { deps, putInQuarantine, worker, job, token }: Context,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const { store, clock } = deps;
  const advanced = await advanceRelease(deps, id, signal ?? new AbortController().signal);
  switch (advanced.kind) {
    case 'ended':
      return;
    case 'quarantined': {
      const until = await putInQuarantine(id, advanced.why, advanced.detail);
      if (until === null) return;
      const pause = { clock, until, changed: async () => false };
      // What is damaged is of no use to other workers either.
      return advanced.why === 'newer' ? worker.leave(job, token, pause) : worker.park(job, token, pause);
    }
    case 'wait':
      // What goes back goes first, for as long as it goes back.
      if (advanced.urgent && job.priority !== priorities.first)
        await job.changePriority({ priority: priorities.first });
      return worker.park(job, token, {
        clock,
        until: advanced.until,
        changed: () => store.settle(id, advanced.version),
      });
  }
}

async function advanceRelease(deps: EngineDeps, id: string, signal: AbortSignal): Promise<Advance> {
  const log = deps.log.child({ release: id });
  try {
    return await advance({ ...deps, log }, id, signal);
  } catch (error) {
    log.error({ err: error }, 'unexpected error; trying again');
    const version = await deps.store.version(id);
    return { kind: 'wait', until: deps.clock.now() + errorPauseMs, version, urgent: false };
  }
}
