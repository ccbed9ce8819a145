import { Redis } from 'ioredis';
import { beforeEach, expect, it } from 'vitest';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { openUndoKeys } from '../../../src/platform/undo-key.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();
const prefix = '{t}:';
let url = '';
let redis: Redis;

beforeEach(async () => {
  const server = await startRedisServer();
  url = server.url;
  redis = new Redis(url);
  atEnd(async () => {
    redis.disconnect();
    await server.stop();
  });
});

async function opened(...given: string[]) {
  const connection = new Redis(url);
  const keys = await openUndoKeys(connection, { prefix, given, log: silentLog });
  atEnd(async () => {
    keys.close();
    connection.disconnect();
  });
  return { ...keys, connection };
}

it('is made once, and is the same for all processes', async () => {
  const all = await Promise.all([opened(), opened(), opened()]);
  const signature = all[0]?.keyring.sign('x') ?? '';
  for (const { keyring } of all) {
    expect(keyring.verify('x', signature)).toBe(true);
    expect(keyring.verify('y', signature)).toBe(false);
    expect(keyring.sign('x')).toBe(signature);
  }
});

it('comes back with a process that knows it, where Redis was emptied', async () => {
  const first = await opened();
  const signature = first.keyring.sign('x');
  const kept = await redis.get(`${prefix}undo-key`);
  await redis.flushall();
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await expect.poll(() => redis.get(`${prefix}undo-key`), { timeout: 10_000 }).toBe(kept);
  expect((await opened()).keyring.verify('x', signature)).toBe(true);
});

it('is another where Redis and all processes were lost: nothing of before is believed', async () => {
  const first = await opened();
  const signature = first.keyring.sign('x');
  first.close();
  first.connection.disconnect();
  await redis.flushall();
  expect((await opened()).keyring.verify('x', signature)).toBe(false);
});

it('of the environment outlives Redis; the one before still counts, and so does what Redis had signed before', async () => {
  const old = 'the key before, which is long enough';
  const byRedis = (await opened()).keyring.sign('x');
  const before = await opened(old);
  const byOld = before.keyring.sign('x');
  expect(byOld).not.toBe(byRedis);
  const now = await opened('the key now, which is long enough too', old);
  expect([byRedis, byOld].map((signature) => now.keyring.verify('x', signature))).toEqual([true, true]);
  await redis.flushall();
  expect((await opened(old)).keyring.verify('x', byOld)).toBe(true);
  expect((await opened('a stranger’s key, which is long enough')).keyring.verify('x', byOld)).toBe(false);
});

it('a short text under its name in Redis is no key', async () => {
  await redis.set(`${prefix}undo-key`, 'guess');
  const { keyring } = await opened();
  expect((await opened('guess')).keyring.verify('x', keyring.sign('x'))).toBe(false);
});
