import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { startUpkeep } from '../../../jobs/upkeep.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { queues } from '../../../src/queue/names.ts';
import { createProducer } from '../../../src/queue/producer.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { redisHere } from '../../support/redis.ts';
import { firstEvent } from '../store/events.ts';

const hourMs = 3_600_000;

const here = redisHere();

/** Resolves when a worker of the queue gets the job. */
function jobOf(queue: string, prefix: string, wanted: string): Promise<Worker> {
  return new Promise((resolve) => {
    const options = { connection: here.redis, prefix };
    const worker: Worker = new Worker(queue, async ({ id }) => void (id === wanted && resolve(worker)), options);
  });
}

describe('the sweep', () => {
  it('goes on when Redis has lost its schedule and the connection comes back', async () => {
    const prefix = `{upkeep-${process.pid}-lost}`;
    const store = createRedisStore(here.redis, `${prefix}:`);
    const producer = createProducer(here.redis, prefix, silentLog);
    const connection = new Redis(here.url, { maxRetriesPerRequest: null });
    await store.create(firstEvent('first', 'first'));
    const upkeep = await startUpkeep(
      { store, queue: producer, clock: systemClock, log: silentLog },
      { connection, prefix, everyMs: hourMs, historyDays: 90 },
    );
    await (await jobOf(queues.releases, prefix, 'r1')).close();
    await here.redis.del(await here.redis.keys(`${prefix}:upkeep:*`));
    await store.create(firstEvent('lost', 'lost'));
    connection.disconnect(true);
    const worker = await jobOf(queues.releases, prefix, 'r2');
    await Promise.all([worker.close(), upkeep.close(), producer.close()]);
    connection.disconnect();
  });

  it.each([queues.releases, queues.slack])('wakes a job of %s that sleeps although its log has grown', async (name) => {
    const prefix = `{upkeep-${process.pid}-${name}}`;
    const store = createRedisStore(here.redis, `${prefix}:`);
    const producer = createProducer(here.redis, prefix, silentLog);
    const queue = new Queue(name, { connection: here.redis, prefix });
    const made = await store.create(firstEvent(name, name));
    if (made.kind !== 'created') throw new Error('the release must be new');
    await queue.add('run', { id: made.id }, { jobId: made.id, delay: hourMs });
    const taken = jobOf(name, prefix, made.id);
    const upkeep = await startUpkeep(
      { store, queue: producer, clock: systemClock, log: silentLog },
      { connection: here.redis, prefix, everyMs: 100, historyDays: 90 },
    );
    const worker = await taken;
    await Promise.all([worker.close(), upkeep.close(), producer.close(), queue.close()]);
  });

  it('forgets old releases but for the last five of each service and environment', async () => {
    const prefix = `{upkeep-${process.pid}-old}`;
    const store = createRedisStore(here.redis, `${prefix}:`);
    const queue = createProducer(here.redis, prefix, silentLog);
    for (let number = 1; number <= 7; number += 1) {
      await store.create(firstEvent(`ask ${number}`, 'checkout', 'staging', number));
      await store.append(`r${number}`, 1, [
        { type: 'finished', at: number, outcome: 'expired', by: null, reason: null },
      ]);
      await store.markNotified(`r${number}`, 2);
    }
    const deps = { store, queue, clock: systemClock, log: silentLog };
    const upkeep = await startUpkeep(deps, { connection: here.redis, prefix, everyMs: 100, historyDays: 90 });
    await vi.waitUntil(async () => (await store.history({ limit: 10 })).length === 5, { timeout: 10_000 });
    expect(await store.history({ limit: 10 })).toEqual(['r7', 'r6', 'r5', 'r4', 'r3']);
    await Promise.all([upkeep.close(), queue.close()]);
  });
});
