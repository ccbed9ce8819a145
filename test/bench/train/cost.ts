import { connectPromptly, whenReady } from '../../../src/platform/redis.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { prefix } from '../names.ts';
import { processUse, redisUse } from '../scale/measure.ts';
import type { Session } from '../session.ts';

/** What some releases have cost, and in what units. */
export const units = {
  'processor time': 's',
  'Redis commands': '',
  events: '',
  'Slack messages': '',
  'Slack edits': '',
  'Slack calls in all': '',
  'most memory': 'MB',
  'time until the last is over': 's',
} as const;
export type Cost = Record<keyof typeof units, number>;

const lookEveryMs = 250;

export interface Meter {
  /** @param releases how many there were since the meter was opened, trains included */
  read(releases: number): Promise<Cost>;
  /** Whether Slack has been told everything. */
  isTold(): Promise<boolean>;
  close(): void;
}

/** Counts from now on what Sluice, and what it makes others do, costs. */
export async function openMeter({ world, sluice }: Session): Promise<Meter> {
  const redis = connectPromptly(world.redisUrl);
  await whenReady(redis, 10_000);
  const store = createRedisStore(redis, `${prefix}:`);
  const began = Date.now();
  const [use, commands] = await Promise.all([processUse(sluice.pid), redisUse(redis)]);
  let peak = use.rss;
  const look = () =>
    void processUse(sluice.pid).then(
      ({ rss }) => {
        peak = Math.max(peak, rss);
      },
      () => undefined,
    );
  const timer = setInterval(look, lookEveryMs);
  return {
    async read(releases) {
      const [now, redisNow] = await Promise.all([processUse(sluice.pid), redisUse(redis)]);
      const ids = Array.from({ length: releases }, (_, index) => `r${index + 1}`);
      const logs = await Promise.all(ids.map((id) => store.version(id)));
      const calls = world.slack.journal.filter(({ time }) => time >= began);
      const of = (method: string) => calls.filter((call) => call.method === method).length;
      return {
        'processor time': now.cpu - use.cpu,
        'Redis commands': redisNow.commands - commands.commands,
        events: logs.reduce((sum, length) => sum + length, 0),
        'Slack messages': of('chat.postMessage'),
        'Slack edits': of('chat.update'),
        'Slack calls in all': calls.length,
        'most memory': peak,
        'time until the last is over': (Date.now() - began) / 1000,
      };
    },
    isTold: async () => (await store.untold()).length === 0,
    close() {
      clearInterval(timer);
      redis.disconnect();
    },
  };
}
