import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearingLog } from '../support/heard-log.ts';
import { makeNewerSluice, type NewerSluice } from '../support/newer-sluice.ts';
import { sandboxPlace } from '../support/place.ts';
import { type Process, sluiceReady } from '../support/process.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, longMs, reportOf, stage } from './world.ts';

const prefix = `{versions-${process.pid}}`;

describe('a worker of this version beside a newer one', () => {
  const { log, heard, waitFor } = hearingLog();
  const here = stage({ edit: fewerStages }, { settings: { prefix }, log });
  let newer: NewerSluice;
  let redis: Redis;
  const started: Process[] = [];
  beforeAll(async () => {
    newer = await makeNewerSluice();
    redis = new Redis(here.world.redisUrl, { maxRetriesPerRequest: null });
  });
  afterAll(async () => {
    await Promise.all(started.map((each) => each.kill()));
    redis?.disconnect();
    await newer?.remove();
  });

  async function startNewer(): Promise<Process> {
    const one = newer.start(sandboxPlace(here.world, prefix));
    started.push(one);
    await sluiceReady(one);
    return one;
  }

  const texts = () => here.world.slack.messages(channel).map(({ text }) => text);
  const entries = async (id: string) => JSON.stringify(await redis.xrange(`${prefix}:release:${id}:log`, '-', '+'));
  const quarantineLines = (id: string) =>
    heard.filter(({ facts, level }) => facts['release'] === id && level === 'error');

  /** What is asked of the cluster for a service and its candidate. */
  function specsOf(service: string): unknown[] {
    const all = here.world.cluster.objects.list('deployments', { namespace: 'staging' });
    return all.flatMap((each) => (each.metadata.name.startsWith(service) ? [(each as { spec?: unknown }).spec] : []));
  }

  it(
    'leaves what the newer one began to it; both together bring every release to its end, and nobody is bothered',
    async () => {
      const one = await startNewer();
      const cards = [await ask(here, 'web 5.1.1 to staging'), await ask(here, 'search 1.9.1 to staging')];
      for (const card of cards) expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(texts().filter((text) => text.includes('newer Sluice'))).toEqual([]);
      expect(await one.stop()).toBe(0);
    },
    2 * longMs,
  );

  it(
    'alone, leaves the release as it is, says so once and does not spin; with the newer one back, it goes on',
    async () => {
      const { slack } = here.world;
      const one = await startNewer();
      const card = await ask(here, 'checkout 2.4.1 to staging');
      const id = `r${/#(\d+)\b/.exec(JSON.stringify(card))?.[1]}`;
      await waitFor(({ facts, message }) => facts['release'] === id && message.includes('newer Sluice'), longMs);
      await one.kill();
      const [log, specs] = [await entries(id), specsOf('checkout')];
      const epoch = async () => Number(await redis.hget(`${prefix}:release:${id}`, 'epoch'));
      const before = await epoch();
      const told = await slack.waitForMessage(({ text }) => text.includes('newer Sluice'), longMs);
      expect(told.text).toContain('checkout 2.4.1 → staging');
      expect(await entries(id)).toBe(log);
      expect(specsOf('checkout')).toEqual(specs);
      expect((await epoch()) - before).toBeLessThan(30);
      expect(quarantineLines(id)).toHaveLength(1);
      expect(quarantineLines(id)[0]?.message).toContain('started by a newer Sluice');
      expect(texts().filter((text) => text.includes('newer Sluice'))).toHaveLength(1);
      await startNewer();
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    4 * longMs,
  );
});
