import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import { closing } from '../../support/closing.ts';

const atEnd = closing();

it('a server stops also while it writes its first append-only file, in which Redis heeds no SIGTERM', async () => {
  const fiveSeconds = String(5_000_000);
  const server = await startRedisServer({ settings: ['--rdb-key-save-delay', fiveSeconds] });
  atEnd(() => server.kill());
  const client = new Redis(server.port, '127.0.0.1');
  atEnd(() => client.disconnect());
  await client.set('key', 'value');
  await client.config('SET', 'appendonly', 'no');
  await client.config('SET', 'appendonly', 'yes');
  expect(await client.info('persistence')).toContain('aof_rewrite_in_progress:1');
  client.disconnect();
  await server.stop();
});
