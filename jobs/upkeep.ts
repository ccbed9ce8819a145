import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '../src/platform/log.ts';
import { queues, type ReleaseJob } from '../src/queue/names.ts';
import type { Producer } from '../src/queue/producer.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import { workerSettings } from './step-job.ts';

export interface UpkeepDeps {
  store: ReleaseStore;
  queue: Producer;
  log: Log;
}

export interface UpkeepOptions {
  connection: Redis;
  prefix: string;
  everyMs: number;
}

/** Looks on a schedule for what a crash left without a job: live releases, and news that nobody was told. */
export async function startUpkeep(deps: UpkeepDeps, options: UpkeepOptions): Promise<{ close(): Promise<void> }> {
  const { connection, prefix, everyMs } = options;
  const upkeep = new Queue(queues.upkeep, { connection, prefix });
  const releases = new Queue<ReleaseJob>(queues.releases, { connection, prefix });
  await upkeep.upsertJobScheduler(
    'sweep',
    { every: everyMs },
    { name: 'sweep', opts: { removeOnComplete: true, removeOnFail: true } },
  );
  const worker = new Worker(queues.upkeep, () => sweep(deps, releases), { ...workerSettings, connection, prefix });
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

async function sweep({ store, queue, log }: UpkeepDeps, releases: Queue<ReleaseJob>): Promise<void> {
  for (const id of await store.live()) {
    const job = await releases.getJob(id);
    // Whoever wrote to the log may have died before the wake-up: the decision is there, and nobody acts on it.
    if (job && (await store.version(id)) <= (job.data.seen ?? 0)) continue;
    if (!job) log.warn({ release: id }, 'a live release had no job; it has one now');
    await queue.wake(id);
  }
  for (const id of await store.untold()) await queue.tell(id, false);
}
