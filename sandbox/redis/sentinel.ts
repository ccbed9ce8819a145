import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { end, launch, type RedisServer, startRedisServer } from './server.ts';

/** A master, a replica and three Sentinels that agree within a second or two that a master is gone. */
export interface SentinelGroup {
  /** As for REDIS_URL. */
  url: string;
  master: RedisServer;
  replica: RedisServer;
  stop(): Promise<void>;
}

const downAfterMs = 1000;

export async function startSentinelGroup(): Promise<SentinelGroup> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-sentinel-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const master = await startRedisServer({ settings: ['--repl-diskless-sync-delay', '0'] });
    closing.push(() => master.stop());
    const settings = ['--replicaof', `127.0.0.1 ${master.port}`];
    const replica = await startRedisServer({ settings });
    closing.push(() => replica.stop());
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    for (const port of ports) {
      const sentinel = await startSentinel(dir, port, master.port);
      closing.push(() => end(sentinel, 'SIGKILL'));
    }
    const url = `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/sluice`;
    return { url, master, replica, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Its settings must be a file: a Sentinel writes what it learns into it. */
async function startSentinel(dir: string, port: number, master: number): Promise<ChildProcess> {
  const file = join(dir, `${port}.conf`);
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor sluice 127.0.0.1 ${master} 2`,
    `sentinel down-after-milliseconds sluice ${downAfterMs}`,
    'sentinel failover-timeout sluice 5000',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return launch('redis-server', [file, '--sentinel'], '+monitor master sluice');
}
