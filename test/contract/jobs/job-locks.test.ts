import { type Job, Queue } from 'bullmq';
import { afterEach, describe, expect, it } from 'vitest';
import { YieldingWorker } from '../../../jobs/yielding-worker.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { redisHere } from '../../support/redis.ts';

const prefix = `{turn-locks-${process.pid}}`;
const lockDuration = 400;
const hourMs = 3_600_000;
const here = redisHere();
let queue: Queue;
let made = 0;

interface Turn {
  job: Job;
  token: string;
  signal: AbortSignal;
}

/** A worker whose turns are played by the test, one function after the other. */
async function working(...turns: ((turn: Turn, worker: YieldingWorker<object>) => Promise<void>)[]) {
  made += 1;
  const name = `turns-${made}`;
  queue = new Queue(name, { connection: here.redis, prefix });
  const errors: string[] = [];
  const worker: YieldingWorker<object> = new YieldingWorker(
    name,
    async (job, token, signal) => {
      if (token && signal) await turns.shift()?.({ job, token, signal }, worker);
    },
    { connection: here.redis, prefix, concurrency: 4, lockDuration, stalledInterval: 100 },
  );
  worker.on('error', ({ message }) => errors.push(message));
  const stalled: string[] = [];
  worker.on('stalled', (id) => stalled.push(id));
  await queue.add('job', {}, { jobId: 'one' });
  return { worker, errors, stalled };
}

/** Resolves when the worker has renewed locks so many times, or has tried to in vain. */
function renewals(worker: YieldingWorker<object>, count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const one = () => {
      seen += 1;
      if (seen === count) resolve();
    };
    worker.on('locksRenewed', one);
    worker.on('lockRenewalFailed', one);
  });
}

describe('the lock of a job', () => {
  afterEach(() => queue.close());

  it('is not renewed any more once the job is parked', async () => {
    const parked = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const { worker, errors } = await working(
      (turn, own) =>
        own.park(turn.job, turn.token, {
          clock: systemClock,
          until: Date.now() + hourMs,
          // A busy store takes its time to answer: the job has no lock any more, and its turn is not over yet.
          async changed() {
            parked.resolve();
            await over.promise;
            return false;
          },
        }),
      () => over.promise,
    );
    await parked.promise;
    await queue.add('job', {}, { jobId: 'other' });
    await renewals(worker, 4);
    over.resolve();
    await worker.close();
    expect(errors).toEqual([]);
  });

  it('is kept by the next turn, though that begins before the one that parked it has ended', async () => {
    const next = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const { worker, errors, stalled } = await working(
      (turn, own) =>
        own.park(turn.job, turn.token, {
          clock: systemClock,
          until: 0,
          // Woken as soon as it was parked, and taken up by another slot of this worker.
          async changed() {
            await next.promise;
            return false;
          },
        }),
      async () => {
        next.resolve();
        await over.promise;
      },
    );
    await next.promise;
    await renewals(worker, 6);
    over.resolve();
    await worker.close();
    expect({ errors, stalled }).toEqual({ errors: [], stalled: [] });
  });

  it('that is gone is told to the turn, once', async () => {
    const told = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { worker, errors } = await working(async ({ signal }) => {
      signal.addEventListener('abort', () => told.resolve());
      begun.resolve();
      await told.promise;
    });
    await begun.promise;
    await here.redis.set(worker.toKey('one:lock'), 'another');
    await told.promise;
    await worker.close();
    expect(errors.filter((message) => message.startsWith('could not renew lock'))).toHaveLength(1);
  });
});

describe('a crowd of jobs that are due at once', () => {
  afterEach(() => queue.close());

  it('is begun one by one, not when all of it has been fetched', async () => {
    const admission = 50;
    const taken: number[] = [];
    const all = Promise.withResolvers<void>();
    made += 1;
    queue = new Queue(`turns-${made}`, { connection: here.redis, prefix });
    const jobs = Array.from({ length: admission }, (_, index) => ({
      name: 'job',
      data: {},
      opts: { jobId: `of-${index}` },
    }));
    await queue.addBulk(jobs);
    const worker = new YieldingWorker(
      `turns-${made}`,
      async () => {
        taken.push(admission - (await queue.getWaitingCount()));
        if (taken.length === admission) all.resolve();
        await all.promise;
      },
      { connection: here.redis, prefix, concurrency: admission },
    );
    await all.promise;
    await worker.close();
    expect(Math.min(...taken)).toBeLessThan(5);
  });
});
