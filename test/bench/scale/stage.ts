import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { connectPromptly, type RedisConnection, whenReady } from '../../../src/platform/redis.ts';
import { type Process, sluiceEnvironment, sluiceReady, startNode } from '../../support/process.ts';
import { redisUse } from './measure.ts';
import { type Folder, prefix } from './place.ts';
import { seedReleases } from './seed.ts';

export interface Fleet {
  releases: number;
  workers: number;
  source: 'scrape' | 'prometheus';
  /** Between two looks. */
  intervalMs: number;
  /** How long the API server takes for an answer, in ms. */
  apiMs: number;
  /** More of the workers' environment. */
  env: Readonly<Record<string, string>>;
}

/** Many live releases in a long bake, the fakes that they see, and real workers that judge them. */
export interface Stage {
  /** Port of the fakes. */
  api: number;
  fake: Process;
  redis: RedisConnection;
  redisPid: number;
  /** KB of Redis's memory for each release. */
  redisKb: number;
  workers: Process[];
  /** Resolves three intervals after every release must have been looked at for the first time: what had jammed at the start is gone. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** How long seeding takes for each release, and workers to start, generously: machines may be busy. */
const [seedMs, startMs] = [5, 8000];

/** Seeds the releases into a Redis of its own. Closes what it began where anything fails. */
export async function openStage(folder: Folder, fleet: Fleet): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = [];
  async function close(): Promise<void> {
    for (const each of closing.splice(0).reverse()) await each();
  }
  try {
    const server = await startRedisServer();
    closing.push(() => server.stop());
    const redis = connectPromptly(server.url);
    closing.push(async () => redis.disconnect());
    await whenReady(redis, 10_000);
    const empty = (await redisUse(redis)).memory;
    const args = [String(fleet.releases), fleet.source, String(fleet.apiMs), String(fleet.intervalMs)];
    const fake = startNode(fileURLToPath(new URL('./server.ts', import.meta.url)), args, process.env);
    closing.push(() => fake.kill());
    const up = await fake.waitForLine(({ msg }) => msg === 'up', 120_000);
    const [api, port] = [Number(up['port']), Number(up['pods'])];

    const from = Date.now() + fleet.releases * seedMs + startMs;
    const metrics = metricsOf(fleet, api);
    const ids = await seedReleases({ ...fleet, redisUrl: server.url, prefix, metrics, port, from });
    await fetch(`http://127.0.0.1:${api}/_ids`, { method: 'POST', body: JSON.stringify(ids) });
    const redisKb = ((await redisUse(redis)).memory - empty) / 1024 / fleet.releases;
    const place = await folder.place({ api, redisUrl: server.url });
    const environment = sluiceEnvironment(place, fleet.env);
    const workers = Array.from({ length: fleet.workers }, () =>
      startNode(folder.script, ['run', '--role', 'worker'], environment),
    );
    closing.push(() => Promise.all(workers.map((worker) => worker.stop())));
    await Promise.all(workers.map((worker) => sluiceReady(worker, 120_000)));
    const warm = async () => void (await sleep(Math.max(0, from - Date.now()) + 4 * fleet.intervalMs + 3000));
    return { api, fake, redis, redisPid: server.pid, redisKb, workers, warm, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function metricsOf({ source }: Fleet, api: number): ProviderConfig {
  return source === 'scrape'
    ? { kind: 'scrape', via: 'pod-ip' }
    : { kind: 'prometheus', url: `http://127.0.0.1:${api}` };
}

/** What workers complained of lately, shortened. */
export function complaintsOf({ workers }: Stage): string[] {
  const complaints = workers.flatMap((worker) => worker.lines().filter(({ level }) => Number(level) >= 50));
  return complaints.slice(-3).map((line) => `a worker said: ${JSON.stringify(line).slice(0, 400)}`);
}
