import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './ports.ts';
import { end, launch, type RedisServer, type RedisServerOptions, startRedisServer } from './server.ts';
import { settled } from './settled.ts';

/** A master, a replica and three Sentinels that agree within a second or two that a master is gone. */
export interface SentinelGroup {
  /** As for REDIS_URL. */
  url: string;
  master: RedisServer;
  replica: RedisServer;
  /** Has the Sentinels make the replica the master while both are well, as before maintenance; resolves when it is. */
  switchOver(): Promise<void>;
  stop(): Promise<void>;
}

const downAfterMs = 1000;
/** After a jump of the clock they do nothing for half a minute. */
const readyMs = 60_000;

/** `settings` are of master and replica, each as on the command line. */
export async function startSentinelGroup({
  settings = [],
}: Pick<RedisServerOptions, 'settings'> = {}): Promise<SentinelGroup> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-sentinel-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const master = await startRedisServer({ settings: [...settings, '--repl-diskless-sync-delay', '0'] });
    closing.push(() => master.stop());
    const following = ['--replicaof', `127.0.0.1 ${master.port}`];
    const replica = await startRedisServer({ settings: [...settings, ...following] });
    closing.push(() => replica.stop());
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    for (const port of ports) {
      const sentinel = await startSentinel(dir, port, master.port);
      closing.push(() => end(sentinel, 'SIGKILL'));
    }
    await acquainted(ports, replica.port);
    const url = `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/sluice`;
    return { url, master, replica, switchOver: () => switchOver(ports, replica.port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function switchOver([port = 0]: readonly number[], replica: number): Promise<void> {
  const sentinel = new Redis(port, '127.0.0.1');
  await sentinel.call('SENTINEL', 'FAILOVER', 'sluice').finally(() => sentinel.disconnect());
  await until(replica, async (client) => (await client.role())[0] === 'master', 'the replica was not made the master');
}

/** Resolves when every Sentinel knows the replica, as one that follows its master, and the two others. */
async function acquainted(ports: readonly number[], replica: number): Promise<void> {
  const not = 'the Sentinels did not get to know each other';
  await until(replica, follows, not);
  for (const port of ports) await until(port, knows, not);
}

/** Resolves when it is so of the server on this port. */
async function until(port: number, isSo: (client: Redis) => Promise<boolean>, not: string): Promise<void> {
  const client = new Redis(port, '127.0.0.1');
  await settled(async () => ((await isSo(client)) ? null : not), readyMs).finally(() => client.disconnect());
}

async function follows(replica: Redis): Promise<boolean> {
  return (await replica.info('replication')).includes('master_link_status:up');
}

async function knows(sentinel: Redis): Promise<boolean> {
  const master = factsOf(await sentinel.call('SENTINEL', 'MASTER', 'sluice'));
  const [replica] = (await sentinel.call('SENTINEL', 'REPLICAS', 'sluice')) as unknown[];
  return master.get('num-other-sentinels') === '2' && factsOf(replica).get('master-link-status') === 'ok';
}

/** Names and values in turn. */
function factsOf(answer: unknown): Map<string, string> {
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [])));
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
