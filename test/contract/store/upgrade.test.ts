import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../src/domain/read-event.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { readRecordings } from '../../replay/recordings.ts';
import { resumeStage } from '../../replay/stage.ts';
import { redisHere } from '../../support/redis.ts';

const here = redisHere();

interface Written {
  service: string;
  environment: string;
  at: number;
}

/** A live release in Redis as version 0.1.0 kept it: no look, no times of what waits, and an epoch of its own. */
async function keptBy010(prefix: string, raw: readonly unknown[], { service, environment, at }: Written) {
  const lock = `${prefix}lock:${service}/${environment}`;
  await here.redis.set(lock, 'r1');
  await here.redis.set(`${prefix}number`, 1);
  await here.redis.hset(`${prefix}release:r1`, { lock, epoch: 3, memo: '{"at":1}' });
  await here.redis.sadd(`${prefix}live`, 'r1');
  await here.redis.sadd(`${prefix}untold`, 'r1');
  for (const name of ['history', `history:${service}`, `history:${service}:${environment}`]) {
    await here.redis.zadd(`${prefix}${name}`, at, 'r1');
  }
  for (const [index, entry] of raw.entries()) {
    await here.redis.xadd(`${prefix}release:r1:log`, `${index + 1}-0`, 'e', JSON.stringify(entry));
  }
}

const of010 = readRecordings().filter(({ name }) => name.startsWith('0.1.0/'));

describe.each(of010)('$name', ({ name, raw }) => {
  it.each([...new Set([1, Math.ceil(raw.length / 3), Math.ceil(raw.length / 2), raw.length - 1])])(
    'is read from Redis and brought to its end from entry %i on',
    async (cut) => {
      const begun = raw.slice(0, cut);
      const events = begun.map((each) => {
        const read = readEvent(each);
        if (read.kind !== 'event') throw new Error(`${read.kind}: ${read.detail}`);
        return read.event;
      });
      const [first] = events;
      if (first?.type !== 'requested') throw new Error('a release log must begin with its request');
      const prefix = `{upgrade-${process.pid}-${name}-${cut}}:`;
      const { service, environment } = first.request;
      await keptBy010(prefix, begun, { service, environment, at: first.at });
      const store = createRedisStore(here.redis, prefix);
      expect(await store.live()).toEqual(['r1']);

      await (await resumeStage(events, store)).run();

      const after = await store.load('r1');
      expect(after.kind === 'found' && after.events.slice(0, cut)).toMatchObject(begun);
      expect(await store.live()).toEqual([]);
      expect(await store.liveOf(service, environment)).toBeNull();
      expect(await store.history({ limit: 5 })).toEqual(['r1']);
    },
  );
});

it('takes over what version 0.1.0 had not told yet, beside a worker of that version', async () => {
  const prefix = `{upgrade-${process.pid}-untold}:`;
  const store = createRedisStore(here.redis, prefix);
  await here.redis.sadd(`${prefix}untold`, 'r1', 'r2');
  expect((await store.untold()).sort()).toEqual(['r1', 'r2']);
  expect(await store.untoldForMs()).toBeLessThan(10_000);
  await here.redis.sadd(`${prefix}untold`, 'r3');
  expect((await store.untold()).sort()).toEqual(['r1', 'r2', 'r3']);
  await store.markNotified('r1', 0);
  expect((await store.untold()).sort()).toEqual(['r2', 'r3']);
});
