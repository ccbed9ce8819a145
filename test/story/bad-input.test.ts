import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { queues } from '../../src/queue/names.ts';
import { createRedisStore } from '../../src/store/redis-store.ts';
import { until } from '../support/cluster-waits.ts';
import { commandLine } from '../support/command-line.ts';
import { hearingLog } from '../support/heard-log.ts';
import { sandboxPlace } from '../support/place.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const prefix = `{bad-input-${process.pid}}`;

describe('what cannot be right', () => {
  const { log, heard } = hearingLog();
  const here = stage({ edit: fewerStages }, { settings: { prefix }, log });
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(here.world.redisUrl, { maxRetriesPerRequest: null });
  });
  afterAll(() => redis?.disconnect());

  const logOf = (id: string) => `${prefix}:release:${id}:log`;
  const alertsAbout = (number: string, words: string) =>
    here.world.slack
      .messages(channel)
      .filter(({ text, threadTs }) => !threadTs && text.includes(`elease #${number}`) && text.includes(words));
  const numberOf = (card: Parameters<typeof wordsOf>[0]) => /#(\d+)\b/.exec(wordsOf(card))?.[1] ?? '';

  /** Asks for a release and resolves once its candidate is in the cluster. */
  async function midway(service: string, version: string): Promise<string> {
    const card = await ask(here, `${service} ${version} to staging`);
    const { cluster } = here.world;
    await until(cluster, () => cluster.objects.get('deployments', `${service}-candidate`, 'staging') !== undefined);
    return numberOf(card);
  }

  it(
    'a damaged log is quarantined, told once with what to do, and given up from the command line; others go on',
    async () => {
      const { slack } = here.world;
      const number = await midway('search', '1.9.1');
      await redis.xadd(logOf(`r${number}`), '*', 'e', '{"type":"meas');
      const alert = await slack.waitForMessage(({ text }) => text.includes(`#${number} is quarantined`), longMs);
      expect(alert.text).toContain(`sluice abandon ${number} --yes`);
      expect(wordsOf(alert)).toContain('@oncall-shop');
      const left = specsOf('search');
      const other = await ask(here, 'checkout 2.4.1 to staging');
      expect((await reportOf(here, other)).text).toContain('SUCCESS');
      expect(alertsAbout(number, 'is quarantined')).toHaveLength(1);
      expect(heard.filter(({ facts }) => facts['release'] === `r${number}`)).toHaveLength(1);
      expect(specsOf('search')).toEqual(left);

      expect(await sluice('abandon', number, '--yes')).toBe(0);
      const given = await slack.waitForMessage(({ text }) => text.includes(`#${number} was abandoned`), longMs);
      expect(given.text).toContain(`sluice orphans --restore r${number}`);
      expect(await sluice('orphans', '--restore', number)).toBe(0);
      const back = ({ text, ts }: Message) => ts > given.ts && /search 1\.9\.1.* was rolled back/.test(text);
      await slack.waitForMessage(back, longMs);
      expect(imageOf(here, 'staging', 'search')).toContain(':1.9.0');
      const again = await ask(here, 'search 1.9.1 to staging');
      expect(numberOf(again)).not.toBe(number);
      expect((await reportOf(here, again)).text).toContain('SUCCESS');
    },
    3 * longMs,
  );

  it(
    'a log with a gap, whoever has read it before, is quarantined without a spin',
    async () => {
      const { slack } = here.world;
      const number = numberOf(await ask(here, 'web 5.1.1 to staging'));
      // The card is there before a worker has begun, and only what has entries on both sides leaves a gap.
      await expect.poll(() => redis.xlen(logOf(`r${number}`)), { timeout: longMs / 4 }).toBeGreaterThan(2);
      await redis.xdel(logOf(`r${number}`), '2-0');
      const alert = await slack.waitForMessage(({ text }) => text.includes(`#${number} is quarantined`), longMs);
      expect(alert.text).toContain('entry 2 is missing');
      const epoch = async () => Number(await redis.hget(`${prefix}:release:r${number}`, 'epoch'));
      const before = await epoch();
      const other = await ask(here, 'payments-worker 3.2.1 to staging');
      expect((await reportOf(here, other)).text).toContain('Deployment report');
      expect((await epoch()) - before).toBeLessThan(30);
    },
    longMs,
  );

  it(
    'a log that is gone does not hold its service in silence',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production');
      const number = numberOf(card);
      await redis.del(logOf(`r${number}`));
      await slack.as('U02MIKA').click(card, 'approve');
      const alert = await slack.waitForMessage(({ text }) => text.includes(`#${number} is quarantined`), longMs);
      expect(alert.text).toContain('its log is gone');
      expect(await sluice('abandon', number, '--yes')).toBe(0);
      expect(await createRedisStore(redis, `${prefix}:`).liveOf('checkout', 'production')).toBeNull();
    },
    longMs,
  );

  it(
    'jobs that nobody asked for are dropped with a word, in every queue, and the next release is not disturbed',
    async () => {
      const all = Object.values(queues).map((name) => new Queue(name, { connection: redis, prefix }));
      try {
        const junk = [null, {}, { id: 7 }, { id: 'r999' }, { id: '../../etc' }, { kind: 'deploy' }, 'text'];
        for (const queue of all) {
          for (const [index, data] of junk.entries()) await queue.add('nonsense', data, { jobId: `junk-${index}` });
        }
        const known = all.slice(0, 2);
        for (const queue of known) await queue.add('run', { id: 'r999' }, { jobId: 'r999' });
        const card = await ask(here, 'web 5.1.1 to production');
        const number = numberOf(card);
        for (const queue of known) await queue.add('run', { id: `r${number}` }, { jobId: 'a-second-job' });
        await here.world.slack.as('U02MIKA').click(card, 'approve');
        expect((await reportOf(here, card)).text).toContain('SUCCESS');
        for (const queue of all) {
          const jobs = await queue.getJobs(['waiting', 'active', 'delayed', 'prioritized']);
          expect(jobs.filter(({ id }) => /^(junk-|a-second|r999)/.test(id ?? ''))).toEqual([]);
          const dropped = heard.filter(({ facts, level }) => facts['queue'] === queue.name && level === 'error');
          // A worker that stood still may be given a job again.
          expect(dropped.length).toBeLessThanOrEqual(2 * (junk.length + 1));
          const said = new Set(dropped.map(({ facts }) => facts['job']));
          said.delete('a-second-job');
          expect([...said].sort()).toEqual(junk.map((_, index) => `junk-${index}`));
        }
        expect(heard.filter(({ facts }) => facts['release'] === 'r999')).toHaveLength(1);
      } finally {
        await Promise.all(all.map((queue) => queue.close()));
      }
    },
    longMs,
  );

  /** What is asked of the cluster for a service and its candidate. */
  function specsOf(service: string): unknown[] {
    const all = here.world.cluster.objects.list('deployments', { namespace: 'staging' });
    return all.flatMap((each) => (each.metadata.name.startsWith(service) ? [(each as { spec?: unknown }).spec] : []));
  }

  /** The command line; gives its exit code, and throws what it said where that is not 0. */
  async function sluice(...words: string[]): Promise<number | null> {
    const { code, said } = await commandLine(sandboxPlace(here.world, prefix), ...words);
    if (code !== 0) throw new Error(said);
    return code;
  }
});
