import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpkeep } from '../../../jobs/upkeep.ts';
import { type FoundRedis, findRedis } from '../../../sandbox/redis/index.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { queues } from '../../../src/queue/names.ts';
import { createProducer } from '../../../src/queue/producer.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { firstEvent } from '../store/suite.ts';

const hourMs = 3_600_000;

let found: FoundRedis;
let redis: Redis;

beforeAll(async () => {
  found = await findRedis(process.env, () => undefined);
  redis = new Redis(found.url, { maxRetriesPerRequest: null });
});
afterAll(async () => {
  redis.disconnect();
  await found.stop();
});

/** Resolves with the id of the first job that a worker of the queue gets. */
function nextOf(queue: string, prefix: string): Promise<{ id: string | undefined; worker: Worker }> {
  return new Promise((resolve) => {
    const worker: Worker = new Worker(queue, async ({ id }) => resolve({ id, worker }), { connection: redis, prefix });
  });
}

describe('the sweep', () => {
  it.each([queues.releases, queues.slack])('wakes a job of %s that sleeps although its log has grown', async (name) => {
    const prefix = `{upkeep-${process.pid}-${name}}`;
    const store = createRedisStore(redis, `${prefix}:`);
    const producer = createProducer(redis, prefix, silentLog);
    const queue = new Queue(name, { connection: redis, prefix });
    const made = await store.create(firstEvent(name, name));
    if (made.kind !== 'created') throw new Error('the release must be new');
    await queue.add('run', { id: made.id }, { jobId: made.id, delay: hourMs });
    const taken = nextOf(name, prefix);
    const upkeep = await startUpkeep(
      { store, queue: producer, log: silentLog },
      { connection: redis, prefix, everyMs: 100 },
    );
    const { id, worker } = await taken;
    expect(id).toBe(made.id);
    await Promise.all([worker.close(), upkeep.close(), producer.close(), queue.close()]);
  });
});
