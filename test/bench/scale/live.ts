import { setTimeout as sleep } from 'node:timers/promises';
import { type Counts, countsOf, processUse, redisUse } from './measure.ts';
import type { Folder } from './place.ts';
import { complaintsOf, type Fleet, openStage, type Stage } from './stage.ts';

export interface LiveCase extends Fleet {
  seconds: number;
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

/** Live releases in a long bake, judged by real workers for a while. */
export async function measureLive(folder: Folder, given: LiveCase, say: (line: string) => void): Promise<LiveFigures> {
  const stage = await openStage(folder, given);
  try {
    await stage.warm();
    say(`${given.releases} releases, ${given.workers} workers, ${given.source}: warm`);
    const figures = await windowOf(stage, given);
    for (const line of complaintsOf(stage)) say(line);
    return figures;
  } finally {
    await stage.close();
  }
}

async function windowOf(
  { api, redis, redisPid, fake, workers, redisKb }: Stage,
  given: LiveCase,
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
    taken: counts.looks / ((given.releases * seconds * 1000) / given.intervalMs),
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
