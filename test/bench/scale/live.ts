import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRedisServer } from '../../../sandbox/redis/index.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { connectPromptly, whenReady } from '../../../src/platform/redis.ts';
import { type Process, sluiceEnvironment, sluiceReady, startNode } from '../../support/process.ts';
import { intervalMs } from './fleet.ts';
import { type Counts, countsOf, processUse, redisUse } from './measure.ts';
import { type Folder, prefix } from './place.ts';
import { seedReleases } from './seed.ts';

export interface LiveCase {
  releases: number;
  workers: number;
  source: 'scrape' | 'prometheus';
  seconds: number;
  /** Folder for CPU profiles of the workers, or null. */
  profiles: string | null;
}

export interface LiveFigures extends LiveCase {
  lateP50: number;
  lateP99: number;
  lateMax: number;
  /** Looks that were taken, of those that were due. */
  taken: number;
  /** Releases without any look. */
  never: number;
  /** Of one processor, percent, for each worker. */
  cpu: number[];
  /** MB, for each worker. */
  rss: number[];
  redisCpu: number;
  simulatorCpu: number;
  /** Calls to Redis in a second, and KB of its memory for each release. */
  redisCalls: number;
  redisKb: number;
  counts: Counts;
}

/** Many live releases in a long bake, seeded into a Redis of its own and judged by real workers for a while. */
export async function measureLive(folder: Folder, given: LiveCase, say: (line: string) => void): Promise<LiveFigures> {
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const server = await startRedisServer();
    closing.push(() => server.stop());
    const redis = connectPromptly(server.url);
    closing.push(async () => redis.disconnect());
    await whenReady(redis, 10_000);
    const empty = (await redisUse(redis)).memory;
    const fake = startNode(
      fileURLToPath(new URL('./server.ts', import.meta.url)),
      [String(given.releases), given.source],
      process.env,
    );
    closing.push(() => fake.kill());
    const up = await fake.waitForLine(({ msg }) => msg === 'up', 120_000);
    const [api, port] = [Number(up['port']), Number(up['pods'])];

    const seedMs = given.releases * 4;
    const from = Date.now() + seedMs + 8000;
    const ids = await seedReleases({
      redisUrl: server.url,
      prefix,
      releases: given.releases,
      metrics: metricsOf(given, api),
      port,
      from,
    });
    await fetch(`http://127.0.0.1:${api}/_ids`, { method: 'POST', body: JSON.stringify(ids) });
    const redisKb = ((await redisUse(redis)).memory - empty) / 1024 / given.releases;
    const place = await folder.place({ api, redisUrl: server.url });
    const workers = await Promise.all(
      Array.from({ length: given.workers }, () => startWorker(folder, place, given.profiles)),
    );
    closing.push(() => Promise.all(workers.map((worker) => worker.stop())));
    await Promise.all(workers.map((worker) => sluiceReady(worker)));
    await sleep(Math.max(0, from - Date.now()) + intervalMs + 3000);
    say(`${given.releases} releases, ${given.workers} workers, ${given.source}: warm`);
    const figures = await windowOf(given, api, { redis, redisPid: server.pid, fake, workers, redisKb });
    const complaints = workers.flatMap((worker) => worker.lines().filter(({ level }) => Number(level) >= 40));
    for (const line of complaints.slice(-3)) say(`a worker said: ${JSON.stringify(line).slice(0, 400)}`);
    return figures;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function metricsOf({ source }: LiveCase, api: number): ProviderConfig {
  return source === 'scrape'
    ? { kind: 'scrape', via: 'pod-ip' }
    : { kind: 'prometheus', url: `http://127.0.0.1:${api}` };
}

async function startWorker(
  folder: Folder,
  place: Parameters<typeof sluiceEnvironment>[0],
  profiles: string | null,
): Promise<Process> {
  const options = profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` };
  return startNode(folder.script, ['run', '--role', 'worker'], sluiceEnvironment(place, options));
}

interface Running {
  redis: ReturnType<typeof connectPromptly>;
  redisPid: number;
  fake: Process;
  workers: Process[];
  redisKb: number;
}

async function windowOf(
  given: LiveCase,
  api: number,
  { redis, redisPid, fake, workers, redisKb }: Running,
): Promise<LiveFigures> {
  const pids = [...workers.map(({ pid }) => pid), redisPid, fake.pid];
  const read = async () => ({ use: await Promise.all(pids.map(processUse)), redis: await redisUse(redis) });
  await fetch(`http://127.0.0.1:${api}/_reset`);
  const began = performance.now();
  const before = await read();
  await sleep(given.seconds * 1000);
  const after = await read();
  const seconds = (performance.now() - began) / 1000;
  const counts = await countsOf(api);
  const percent = pids.map((_, at) => (((after.use[at]?.cpu ?? 0) - (before.use[at]?.cpu ?? 0)) / seconds) * 100);
  const late = counts.late.toSorted((a, b) => a - b);
  const quantile = (share: number) => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
  return {
    ...given,
    lateP50: quantile(0.5),
    lateP99: quantile(0.99),
    lateMax: late.at(-1) ?? Number.NaN,
    taken: counts.looks / ((given.releases * seconds * 1000) / intervalMs),
    never: counts.never,
    cpu: percent.slice(0, workers.length),
    rss: after.use.slice(0, workers.length).map(({ rss }) => rss),
    redisCpu: percent.at(-2) ?? Number.NaN,
    simulatorCpu: percent.at(-1) ?? Number.NaN,
    redisCalls: (after.redis.commands - before.redis.commands) / seconds,
    redisKb,
    counts,
  };
}
