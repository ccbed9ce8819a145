import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import { people } from '../../../sandbox/world/people.ts';
import { closing } from '../../support/closing.ts';
import { endsRight, onRedis, opening, prefix, testMs } from './world.ts';

/** Longer than a worker's hold on its job; 30 s by hand. */
const stallMs = Number(process.env['SLUICE_TEST_STALL_MS'] ?? 6500);
const atEnd = closing();
const opened = opening(atEnd);

it(
  'a release outlives a Redis that answers nothing for a while, and people are told',
  async () => {
    const server = opened(await startRedisServer());
    await onRedis(server.url, async (here) => {
      await here.midway();
      server.freeze();
      try {
        const thawed = new Promise((resolve) => setTimeout(resolve, stallMs));
        await here.world.slack.as(people.aoi).command('releases', '/deploy status');
        const answer = await here.world.slack.as(people.aoi).waitForEphemeral(({ text }) => /Redis/.test(text));
        expect(answer.text).toContain("I can't reach my own memory (Redis)");
        await thawed;
      } finally {
        server.thaw();
      }
      await endsRight(here);
    });
  },
  testMs + stallMs,
);

it(
  'a release goes on once a full Redis has memory again',
  async () => {
    const server = opened(await startRedisServer({ settings: ['--maxmemory-policy', 'noeviction'] }));
    const admin = new Redis(server.port, '127.0.0.1');
    atEnd(async () => admin.disconnect());
    await onRedis(server.url, async (here) => {
      await here.midway();
      await admin.config('SET', 'maxmemory', '1');
      const length = await admin.xlen(`${prefix}:release:r1:log`);
      await expect(admin.set('more', 'x')).rejects.toThrow('OOM');
      await here.world.slack.as(people.aoi).command('releases', '/deploy checkout 2.4.1 to staging');
      const answer = await here.world.slack.as(people.aoi).waitForEphemeral(({ text }) => /Redis/.test(text));
      expect(answer.text).toContain('my own memory (Redis) is full');
      expect(await admin.xlen(`${prefix}:release:r1:log`)).toBe(length);
      await admin.config('SET', 'maxmemory', '0');
      await endsRight(here);
    });
  },
  testMs,
);

it(
  'after the loss of all of Redis, what is left is told once, and no number is given out twice',
  async () => {
    const server = opened(await startRedisServer());
    const admin = new Redis(server.port, '127.0.0.1');
    atEnd(async () => admin.disconnect());
    await onRedis(server.url, async (here) => {
      await here.midway();
      await admin.flushall();
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const told = await here.says('nobody is handling release #1');
      expect(JSON.stringify(told)).toContain('sluice orphans --restore r1');
      expect(Number(await admin.get(`${prefix}:number`))).toBe(1);
      const aoi = here.world.slack.as(people.aoi);
      await aoi.click(told, 'put_back');
      await aoi.waitForEphemeral(({ text }) => text.includes('#1 is being rolled back to the previous version'));
      expect(await here.report()).toContain('ROLLBACK');
      await aoi.click(told, 'put_back');
      await aoi.waitForEphemeral(({ text }) => text.includes('Nothing orphaned is left of #1'));
      expect(here.world.cluster.snapshot()).toBe(here.before);
      await here.midway();
      expect(await admin.get(`${prefix}:number`)).toBe('2');
      const all = here.world.slack.messages('releases').filter(({ text }) => text.includes('nobody is handling'));
      expect(all).toHaveLength(1);
    });
  },
  testMs,
);
