import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpkeep } from '../../../jobs/upkeep.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { queues } from '../../../src/queue/names.ts';
import { createProducer, type Producer } from '../../../src/queue/producer.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { redisHere } from '../../support/redis.ts';
import { firstEvent } from '../store/events.ts';

const hourMs = 3_600_000;
const prefix = `{parked-${process.pid}}`;

const here = redisHere();
let producer: Producer;
let queue: Queue;

beforeAll(() => {
  producer = createProducer(here.redis, prefix, silentLog);
  queue = new Queue(queues.releases, { connection: here.redis, prefix });
});
afterAll(async () => {
  await Promise.all([producer.close(), queue.close()]);
});

/** A live release with nothing to do for half an hour, parked by a machine whose clock is off by so many ms. Gives its id. */
async function parked(name: string, offMs: number): Promise<string> {
  const store = createRedisStore(here.redis, `${prefix}:`);
  const made = await store.create(firstEvent(name, name));
  if (made.kind !== 'created') throw new Error('the release must be new');
  await store.settle(made.id, await store.version(made.id));
  const options = { jobId: made.id, timestamp: Date.now() + offMs, delay: hourMs / 2 };
  await queue.add('run', { id: made.id }, options);
  return made.id;
}

function sweeping() {
  const store = createRedisStore(here.redis, `${prefix}:`);
  const deps = { store, queue: producer, clock: systemClock, log: silentLog };
  return startUpkeep(deps, { connection: here.redis, prefix, everyMs: 100, historyDays: 90 });
}

function firstTaken(name: string): Promise<{ id: string | undefined; worker: Worker }> {
  return new Promise((resolve) => {
    const worker: Worker = new Worker(name, async ({ id }) => resolve({ id, worker }), {
      connection: here.redis,
      prefix,
    });
  });
}

describe('the sweep, where a machine died whose clock was an hour ahead', () => {
  it('wakes what that one parked, and nothing else', async () => {
    const right = await parked('right', 0);
    const ahead = await parked('ahead', hourMs);
    const taken = firstTaken(queues.releases);
    const upkeep = await sweeping();
    const { id, worker } = await taken;
    expect(id).toBe(ahead);
    expect(await queue.getJobState(right)).toBe('delayed');
    await Promise.all([worker.close(), upkeep.close()]);
  });
});

describe('a request that waits for its next try when the clock is put back', () => {
  it('is answered soon, and another that waits rightly is left alone', async () => {
    const requests = new Queue(queues.requests, { connection: here.redis, prefix });
    await requests.add('deploy', {}, { jobId: 'late', timestamp: Date.now() + hourMs, delay: 500 });
    await requests.add('deploy', {}, { jobId: 'right', delay: hourMs });
    const taken = firstTaken(queues.requests);
    const upkeep = await sweeping();
    const { id, worker } = await taken;
    expect(id).toBe('late');
    expect(await requests.getJobState('right')).toBe('delayed');
    await Promise.all([worker.close(), upkeep.close(), requests.close()]);
  });
});

describe('the schedule of sweeps', () => {
  it('does not sleep although an older Sluice has put it an hour ahead', async () => {
    const upkeepQueue = new Queue(queues.upkeep, { connection: here.redis, prefix });
    const startDate = Date.now() + hourMs;
    await upkeepQueue.upsertJobScheduler('sweep', { every: 100, startDate }, { name: 'sweep' });
    const id = await parked('late', hourMs);
    const taken = firstTaken(queues.releases);
    const upkeep = await sweeping();
    const found = await taken;
    expect(found.id).toBe(id);
    expect(await upkeepQueue.getJobSchedulers()).toEqual([]);
    await Promise.all([found.worker.close(), upkeep.close(), upkeepQueue.close()]);
  });
});
