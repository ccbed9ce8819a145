import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import {
  type RedisServer,
  startRedisCluster,
  startRedisServer,
  startSentinelGroup,
} from '../../../sandbox/redis/index.ts';
import { people } from '../../../sandbox/world/people.ts';
import { commandLine } from '../../support/command-line.ts';
import { sandboxPlace } from '../../support/place.ts';
import { valkey } from '../../support/valkey.ts';
import { onRedis, prefix, type RedisWorld } from './world.ts';

const longMs = 90_000;
/** Longer than a worker's hold on its job; 30 s by hand. */
const stallMs = Number(process.env['SLUICE_TEST_STALL_MS'] ?? 6500);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function opened<T extends { stop(): Promise<void> }>(thing: T): T {
  closing.push(() => thing.stop());
  return thing;
}

/** The release has gone right, once; nothing is left. */
async function endsRight({ report, clean, world }: RedisWorld): Promise<void> {
  expect(await report()).toContain('SUCCESS');
  expect(clean()).toBe(true);
  const reports = world.slack.messages('releases').filter(({ text }) => text.startsWith('Deployment report'));
  expect(reports).toHaveLength(1);
}

it.each(['always', 'everysec'])(
  'a release outlives kill -9 and restart of Redis (appendfsync %s)',
  async (appendfsync) => {
    const server = opened(await startRedisServer({ settings: ['--appendfsync', appendfsync] }));
    await onRedis(server.url, async (here) => {
      await here.midway();
      await server.restart();
      await endsRight(here);
    });
  },
  longMs,
);

it.runIf(valkey)(
  'a release outlives kill -9 and restart of Valkey',
  async () => {
    const server = opened(await startRedisServer({ binary: valkey ?? '' }));
    await onRedis(server.url, async (here) => {
      await here.midway();
      await server.restart();
      await endsRight(here);
    });
  },
  longMs,
);

it(
  'a release outlives the failover of its master',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      await here.midway();
      await group.master.kill();
      await endsRight(here);
    });
  },
  longMs,
);

it(
  'a release outlives a planned switch of its master',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      await here.midway();
      await group.switchOver();
      await endsRight(here);
    });
  },
  longMs,
);

it(
  'a release runs on a Cluster, with all its keys in one slot',
  async () => {
    const group = opened(await startRedisCluster());
    await onRedis(group.url, async (here) => {
      await here.midway();
      await endsRight(here);
      const sizes = await Promise.all(group.masters.map(sizeOf));
      expect(sizes.filter((size) => size > 0)).toHaveLength(1);
    });
  },
  longMs,
);

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
        expect(answer.text).toContain('I cannot reach my own memory (Redis)');
        await thawed;
      } finally {
        server.thaw();
      }
      await endsRight(here);
    });
  },
  longMs + stallMs,
);

it(
  'a release goes on once a full Redis has memory again',
  async () => {
    const server = opened(await startRedisServer({ settings: ['--maxmemory-policy', 'noeviction'] }));
    const admin = new Redis(server.port, '127.0.0.1');
    closing.push(async () => admin.disconnect());
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
  longMs,
);

it(
  'what a failover lost is noticed, told and taken back',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      // The replica is away while the release goes on, and comes back with what it had.
      await here.midway();
      await group.replica.kill();
      await here.says('Candidate 2.4.1 started');
      await group.master.kill();
      await group.replica.restart();
      await here.says('Redis has lost part of this release');
      expect(await here.report()).toContain('ROLLBACK');
      expect(here.world.cluster.snapshot()).toBe(here.before);
    });
  },
  longMs,
);

it(
  'after the loss of all of Redis, what is left is told once, and no number is given out twice',
  async () => {
    const server = opened(await startRedisServer());
    const admin = new Redis(server.port, '127.0.0.1');
    closing.push(async () => admin.disconnect());
    await onRedis(server.url, async (here) => {
      await here.midway();
      await admin.flushall();
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const told = await here.says('nobody looks after release #1');
      expect(JSON.stringify(told)).toContain('sluice orphans --restore r1');
      expect(Number(await admin.get(`${prefix}:number`))).toBe(1);
      const place = { ...sandboxPlace(here.world, prefix), redisUrl: server.url };
      expect(await commandLine(place, 'orphans', '--restore', '1')).toMatchObject({ code: 0 });
      expect(await here.report()).toContain('ROLLBACK');
      expect(here.world.cluster.snapshot()).toBe(here.before);
      await here.midway();
      expect(await admin.get(`${prefix}:number`)).toBe('2');
      const all = here.world.slack.messages('releases').filter(({ text }) => text.includes('nobody looks after'));
      expect(all).toHaveLength(1);
    });
  },
  longMs,
);

async function sizeOf({ port }: RedisServer): Promise<number> {
  const client = new Redis(port, '127.0.0.1');
  return client.dbsize().finally(() => client.disconnect());
}
