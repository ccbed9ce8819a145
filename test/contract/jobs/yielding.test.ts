import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Job, Queue } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const againMs = 100;
/** How often the event loop is looked at, and by how much (ms) it may be late until a turn says nothing about the workers. */
const loop = monitorEventLoopDelay({ resolution: 10 });
const bearableMs = 40;
beforeAll(() => loop.enable());
afterAll(() => loop.disable());

/** A worker for which the job is due again 100 ms after each turn. */
function startWorker(canUse: boolean) {
  /** How long (ms) after the job was due each turn came; null where this process itself was late. */
  const turns: (number | null)[] = [];
  const heard = new Set<() => void>();
  const worker: YieldingWorker<{ due: number }> = new YieldingWorker(name, process, { connection: here.redis, prefix });
  async function process(job: Job<{ due: number }>, token = ''): Promise<void> {
    const now = systemClock.now();
    turns.push(loop.max / 1e6 - 10 > bearableMs ? null : now - job.data.due);
    loop.reset();
    for (const tell of heard) tell();
    const until = now + againMs;
    await job.updateData({ due: until });
    const pause = { clock: systemClock, until, changed: async () => false };
    await (canUse ? worker.park(job, token, pause) : worker.leave(job, token, pause));
  }
  const had = (count: number) =>
    new Promise<void>((resolve) => {
      heard.add(() => turns.length >= count && resolve());
    });
  return { turns, had, worker };
}

it('a job that one worker can only leave is had by another as soon as that one is there, and stays with it', async () => {
  await queue.add('job', { due: systemClock.now() });
  const leaving = startWorker(false);
  await leaving.had(5);
  const using = startWorker(true);
  await using.worker.waitUntilReady();
  const ready = leaving.turns.length;
  await using.had(1);
  const first = leaving.turns.length;
  await using.had(15);
  const told = (turns: (number | null)[]) => turns.filter((turn) => turn !== null);
  expect(told(leaving.turns.slice(ready, first)).length).toBeLessThan(3);
  expect(told(leaving.turns.slice(first)).length).toBeLessThan(3);
  // From its second turn on it lets others go first, whether or not there are any.
  const early = told(leaving.turns.slice(1)).filter((late) => late < bearableMs);
  expect(early.length).toBeLessThan(3);
  await Promise.all([leaving.worker.close(), using.worker.close()]);
});
