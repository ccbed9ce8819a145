import { Cluster, type Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { startRedisCluster, startRedisServer } from '../../../sandbox/redis/index.ts';
import { connectPatiently, type RedisConnection, whenReady } from '../../../src/platform/redis.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();

async function connectTo(server: { url: string; stop(): Promise<void> }): Promise<RedisConnection> {
  atEnd(() => server.stop());
  const redis = connectPatiently(server.url);
  atEnd(() => redis.disconnect());
  await whenReady(redis, 10_000);
  return redis;
}

/** A Cluster's connections that are not needed yet have no stream. */
function streamsOf(redis: RedisConnection): Redis['stream'][] {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  return nodes.flatMap(({ stream }: Partial<Redis>) => stream ?? []);
}

/** Gives a hundred commands at once, and counts the writes in which they leave. */
async function writesOfHundred(redis: RedisConnection): Promise<number> {
  const keys = Array.from({ length: 100 }, (_, index) => `{one-slot}:${index}`);
  await redis.set('{one-slot}:7', 'seven');
  const writes = streamsOf(redis).flatMap((stream) => [vi.spyOn(stream, '_write'), vi.spyOn(stream, '_writev')]);
  const answers = await Promise.all(keys.map((key) => redis.get(key)));
  expect(answers.filter((answer) => answer !== null)).toEqual(['seven']);
  expect(answers[7]).toBe('seven');
  return writes.reduce((sum, write) => sum + write.mock.calls.length, 0);
}

it('commands that are given together leave in one write, after a new connection too', async () => {
  const redis = await connectTo(await startRedisServer());
  expect(await writesOfHundred(redis)).toBe(1);
  const closed = new Promise((resolve) => redis.once('close', resolve));
  redis.disconnect(true);
  await closed;
  await whenReady(redis, 10_000);
  expect(await writesOfHundred(redis)).toBe(1);
});

it('commands for one node of a Cluster that are given together leave in one write', async () => {
  const redis = await connectTo(await startRedisCluster());
  expect(await writesOfHundred(redis)).toBe(1);
});
