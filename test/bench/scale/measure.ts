import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { RedisConnection } from '../../../src/platform/redis.ts';

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

/** Seconds of processor time that a process has used, and its memory now in MB. */
export async function processUse(pid: number): Promise<{ cpu: number; rss: number }> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  // The name, in brackets, may hold blanks: what follows it does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpu = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  return { cpu, rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 };
}

/** Commands processed by Redis's own count, and bytes of memory in use. */
export async function redisUse(redis: RedisConnection): Promise<{ commands: number; memory: number }> {
  const text = await redis.info();
  const value = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { commands: value('total_commands_processed'), memory: value('used_memory') };
}

const countsSchema = z.object({
  kube: z.number(),
  watches: z.number(),
  writes: z.number(),
  lists: z.number(),
  scrapes: z.number(),
  queries: z.number(),
  looks: z.number(),
  slack: z.number(),
  late: z.array(z.number()),
  never: z.number(),
});
export type Counts = z.infer<typeof countsSchema>;

export async function countsOf(api: number): Promise<Counts> {
  return countsSchema.parse(await (await fetch(`http://127.0.0.1:${api}/_counts`)).json());
}
