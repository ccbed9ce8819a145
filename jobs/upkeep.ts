import { type Job, Queue, Worker } from 'bullmq';
import { type Clock, systemClock } from '../src/platform/clock.ts';
import type { Log } from '../src/platform/log.ts';
import { queues, type ReleaseJob } from '../src/queue/names.ts';
import { type Producer, promote } from '../src/queue/producer.ts';
import type { RequestJob } from '../src/queue/requests.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import type { RedisConnection } from '../src/store/run-script.ts';
import { warnOfNewer } from './quarantine.ts';
import { workerSettings } from './step-job.ts';

export interface UpkeepDeps {
  store: ReleaseStore;
  queue: Producer;
  clock: Clock;
  log: Log;
}

export interface UpkeepOptions {
  connection: RedisConnection;
  prefix: string;
  everyMs: number;
  /** Ended releases that are older are forgotten. */
  historyDays: number;
}

const sweepJob = 'sweep';
/** At one sweep; what is more waits for the next. */
const atOnce = 500;
/** Live releases whose job is looked for at one sweep. All have had their turn after a few minutes, even of ten thousand. */
const sliceSize = 200;
const dayMs = 24 * 3_600_000;
/** Of each service and environment: what people ask for, however rarely it is released. */
const keptOfEach = 5;
/** Clocks of two machines may differ by this much, in ms, before a parked job is taken for one of a wrong clock. */
const clocksAgreeMs = 5000;
/** BullMQ keeps this many of a delayed job's score for its place among those of the same millisecond. */
const scoresPerMs = 4096;

/**
 * Looks on a schedule for what a crash left behind: decisions that nobody acts on, news that nobody was told, live
 * releases without a job. The first two are kept apart by the store, so that a sweep costs what there is to do; the
 * third can only come of lost data and is looked for a slice at a time.
 */
export async function startUpkeep(deps: UpkeepDeps, options: UpkeepOptions): Promise<{ close(): Promise<void> }> {
  const { connection, prefix, everyMs, historyDays } = options;
  const upkeep = new Queue(queues.upkeep, { connection, prefix });
  const releases = new Queue<ReleaseJob>(queues.releases, { connection, prefix });
  const requests = new Queue<RequestJob>(queues.requests, { connection, prefix });
  let cursor = '0';
  let past = 0;
  const complain = (error: Error) => deps.log.warn({ queue: queues.upkeep, error: error.message }, 'queue');
  // A schedule kept by BullMQ sleeps for an hour when a machine's clock was an hour ahead, and is lost with Redis' data:
  // so every process asks for sweeps by its own monotonic timer, and Redis lets one through.
  const ask = () =>
    upkeep.add(
      sweepJob,
      {},
      {
        deduplication: { id: sweepJob, ttl: everyMs / 2 },
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
  await upkeep.removeJobScheduler(sweepJob);
  await ask();
  const again = () => void ask().catch(complain);
  const timer = setInterval(again, everyMs);
  connection.on('ready', again);
  const worker = new Worker(
    queues.upkeep,
    async (job) => {
      if (job.name !== sweepJob) return warnOfNewer(deps.log, job);
      await sweep(deps, everyMs);
      cursor = await findJobless({ ...deps, connection, releases }, cursor);
      await wakeRequests(connection, requests, deps.log);
      past = await forgetPast(deps, historyDays, past);
    },
    { ...workerSettings, connection, prefix },
  );
  upkeep.on('error', complain);
  releases.on('error', complain);
  requests.on('error', complain);
  worker.on('error', complain);
  return {
    async close() {
      clearInterval(timer);
      connection.off('ready', again);
      await worker.close();
      await Promise.all([upkeep.close(), releases.close(), requests.close()]);
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

interface FindDeps extends UpkeepDeps {
  connection: RedisConnection;
  releases: Queue<ReleaseJob>;
}

async function findJobless(deps: FindDeps, from: string): Promise<string> {
  const { store, queue, log, connection, releases } = deps;
  const { cursor, ids } = await store.liveSlice(from, sliceSize);
  const overslept: string[] = [];
  for (const id of ids) {
    const job = await releases.getJob(id);
    if (!job) log.warn({ release: id }, 'a live release had no job; it has one now');
    else if (await oversleeps(connection, releases, job)) overslept.push(id);
    else continue;
    await queue.wake(id);
  }
  const [release] = overslept;
  if (release) log.warn({ release, all: overslept.length }, 'a clock was wrong: parked for too long, woken now');
  return cursor;
}

/** A slice at a time, as with the live ones; gives where the next one begins. */
async function forgetPast({ store, clock, log }: UpkeepDeps, days: number, from: number): Promise<number> {
  const before = clock.now() - days * dayMs;
  const { ids, next } = await store.forget({ before, keep: keptOfEach, from, count: sliceSize });
  if (ids.length > 0) log.info({ releases: ids.length, days }, 'old releases are forgotten');
  return next;
}

/** Asks have no release yet that would be found live: those that pause between two tries are few at any time. */
async function wakeRequests(connection: RedisConnection, requests: Queue<RequestJob>, log: Log): Promise<void> {
  for (const job of await requests.getDelayed(0, atOnce - 1)) {
    if (!(await oversleeps(connection, requests, job))) continue;
    log.warn({ request: job.id }, 'a clock was wrong: a request would have been answered far too late');
    await promote(job);
  }
}

/**
 * Whether a parked job would come later than it was to: a machine whose clock was ahead has parked it, or this one's
 * has been put back. Asked by this machine's own clock, since by that one its worker takes what is due.
 */
async function oversleeps(connection: RedisConnection, queue: Queue, { id = '', delay }: Job): Promise<boolean> {
  if (delay === 0) return false;
  const score = await connection.zscore(queue.toKey('delayed'), id);
  return score !== null && Number(score) / scoresPerMs - systemClock.now() > delay + clocksAgreeMs;
}
