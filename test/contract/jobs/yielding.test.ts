import { type Job, Queue } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { park } from '../../../jobs/step-job.ts';
import { YieldingWorker } from '../../../jobs/yielding-worker.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { redisHere } from '../../support/redis.ts';

const prefix = `{yielding-${process.pid}}`;
const name = 'both';
const here = redisHere();
let queue: Queue;
beforeAll(() => {
  queue = new Queue(name, { connection: here.redis, prefix });
});
afterAll(() => queue.close());

/** A worker for which the job is due again 100 ms after each turn, and its turns. */
function startWorker(canUse: boolean) {
  let turns = 0;
  const heard = new Set<() => void>();
  const worker: YieldingWorker<unknown> = new YieldingWorker(name, process, { connection: here.redis, prefix });
  async function process(job: Job, token = ''): Promise<void> {
    turns += 1;
    for (const tell of heard) tell();
    const pause = { clock: systemClock, until: systemClock.now() + 100, changed: async () => false };
    await (canUse ? park(job, token, pause) : worker.leave(job, token, pause));
  }
  const had = (count: number) =>
    new Promise<void>((resolve) => {
      heard.add(() => turns >= count && resolve());
    });
  return { turns: () => turns, had, worker };
}

it('a job that one worker can only leave is had by another as soon as that one is there, and stays with it', async () => {
  await queue.add('job', {});
  const leaving = startWorker(false);
  await leaving.had(5);
  const using = startWorker(true);
  await using.worker.waitUntilReady();
  const ready = leaving.turns();
  await using.had(1);
  const first = leaving.turns();
  await using.had(15);
  expect(first - ready).toBeLessThan(3);
  expect(leaving.turns() - first).toBeLessThan(3);
  await Promise.all([leaving.worker.close(), using.worker.close()]);
});
