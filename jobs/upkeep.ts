import { Queue, Worker } from 'bullmq';
import type { Log } from '../src/platform/log.ts';
import { queues, type ReleaseJob } from '../src/queue/names.ts';
import type { Producer } from '../src/queue/producer.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { workerSettings } from './step-job.ts';

export interface UpkeepDeps {
  store: ReleaseStore;
  queue: Producer;
  log: Log;
}

export interface UpkeepOptions {
  connection: RedisConnection;
  prefix: string;
  everyMs: number;
}

const sweepJob = 'sweep';
/** At one sweep; what is more waits for the next. */
const atOnce = 500;
/** Live releases whose job is looked for at one sweep. All have had their turn after a few minutes, even of ten thousand. */
const sliceSize = 200;

/**
 * Looks on a schedule for what a crash left behind: decisions that nobody acts on, news that nobody was told, live
 * releases without a job. The first two are kept apart by the store, so that a sweep costs what there is to do; the
 * third can only come of lost data and is looked for a slice at a time.
 */
export async function startUpkeep(deps: UpkeepDeps, options: UpkeepOptions): Promise<{ close(): Promise<void> }> {
  const { connection, prefix, everyMs } = options;
  const upkeep = new Queue(queues.upkeep, { connection, prefix });
  const releases = new Queue<ReleaseJob>(queues.releases, { connection, prefix });
  let cursor = '0';
  await upkeep.upsertJobScheduler(
    sweepJob,
    { every: everyMs },
    { name: sweepJob, opts: { removeOnComplete: true, removeOnFail: true } },
  );
  const worker = new Worker(
    queues.upkeep,
    async ({ name }) => {
      if (name !== sweepJob) return void deps.log.error({ queue: queues.upkeep }, 'a job that nobody here asked for');
      await sweep(deps, everyMs);
      cursor = await findJobless(deps, releases, cursor);
    },
    { ...workerSettings, connection, prefix },
  );
  const complain = (error: Error) => deps.log.warn({ queue: queues.upkeep, error: error.message }, 'queue');
  upkeep.on('error', complain);
  releases.on('error', complain);
  worker.on('error', complain);
  return {
    async close() {
      await worker.close();
      await Promise.all([upkeep.close(), releases.close()]);
    },
  };
}

/**
 * Whoever wrote to the log may have died before the wake-up: the decision is there and nobody acts on it, or the news
 * are there and the job that tells them sleeps.
 */
async function sweep({ store, queue }: UpkeepDeps, forMs: number): Promise<void> {
  for (const id of await store.unsettled(forMs, atOnce)) await queue.wake(id);
  for (const id of await store.untold(forMs, atOnce)) await queue.tell(id, true);
}

async function findJobless({ store, queue, log }: UpkeepDeps, releases: Queue, from: string): Promise<string> {
  const { cursor, ids } = await store.liveSlice(from, sliceSize);
  for (const id of ids) {
    if (await releases.getJob(id)) continue;
    log.warn({ release: id }, 'a live release had no job; it has one now');
    await queue.wake(id);
  }
  return cursor;
}
