import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { until } from '../support/cluster-waits.ts';
import { sandboxPlace } from '../support/place.ts';
import { type Process, sluiceReady, startSluiceProcess } from '../support/process.ts';
import { fewerStages } from '../support/small-world.ts';
import { channel, longMs } from './world.ts';

const prefix = `{catalogue-left-${process.pid}}`;

const withoutStaging = (text: string) => text.replace(/^ +staging: .*\n/gm, '').replace('{ requires: staging }', '{}');
/** Neither a set nor another service names it any more. */
const withoutSearch = (text: string) =>
  text
    .replace(/^ {2}search:\n(?: {4}.*\n)*/m, '')
    .replace(/^ {4}needs: \[search\]\n/m, '')
    .replace(', search: 1.9.1', '');
const otherCluster = (text: string) =>
  text.replaceAll('cluster: sandbox', 'cluster: other').replace('  sandbox:', '  other:');

describe('a live release that the catalogue knows no more', () => {
  let world: SandboxWorld;
  let whole: string;
  let sluice: Process;
  beforeAll(async () => {
    world = await startWorld({ pace: { bake: '1s', interval: '250ms' }, edit: fewerStages });
    whole = await readFile(world.catalogue, 'utf8');
    sluice = await start();
  });
  afterAll(async () => {
    await sluice?.kill();
    await world?.stop();
  });

  async function start(): Promise<Process> {
    const one = startSluiceProcess(sandboxPlace(world, prefix), 'all');
    await sluiceReady(one);
    await world.slack.waitForBots(1, 10_000);
    return one;
  }

  const loaded = () => sluice.lines().filter(({ msg }) => msg === 'a changed catalogue is in force').length;

  /** Writes the catalogue while Sluice runs, and waits until it has read it. */
  async function change(text: string): Promise<void> {
    const before = loaded();
    await writeFile(world.catalogue, text);
    await sluice.waitForLine(() => loaded() > before, longMs);
  }

  /** Asks, and resolves with the card. */
  async function ask(service: string, version: string): Promise<Message> {
    await world.slack.as(people.aoi).command(channel, `/deploy ${service} ${version} to staging`);
    return world.slack.waitForMessage(
      ({ text, threadTs }) => !threadTs && text.startsWith(`${service} ${version}`),
      longMs,
    );
  }

  /** Asks, and resolves with the card once the candidate is in the cluster. */
  async function midway(service: string, version: string): Promise<Message> {
    const card = await ask(service, version);
    const { cluster } = world;
    await until(cluster, () => cluster.objects.get('deployments', `${service}-candidate`, 'staging') !== undefined);
    return card;
  }

  const reportOf = (card: Message, withinMs = longMs) =>
    world.slack.waitForMessage(
      ({ threadTs, text }) => threadTs === card.ts && text.startsWith('Deployment report'),
      withinMs,
    );

  it(
    'goes on by its own plan without its service, which takes no other',
    async () => {
      const card = await midway('search', '1.9.1');
      await change(withoutSearch(whole));
      await world.slack.as(people.aoi).command(channel, '/deploy search 1.9.1 to production');
      const answer = await world.slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('search'));
      expect(answer.text).toContain('There is no service');
      expect((await reportOf(card)).text).toContain('SUCCESS');
      await change(whole);
    },
    2 * longMs,
  );

  it(
    'goes on by its own plan without its environment and its cluster, until the next start',
    async () => {
      const card = await ask('web', '5.1.1');
      const { slack } = world;
      await slack.waitForMessage(({ threadTs, text }) => threadTs === card.ts && text.startsWith('Started'), longMs);
      await change(otherCluster(withoutStaging(whole)));
      await slack.as(people.aoi).command(channel, '/deploy web 5.1.1 to staging');
      const answer = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('has no environment'));
      expect(answer.text).toContain('production');
      expect((await reportOf(card)).text).toContain('SUCCESS');
      await change(whole);
    },
    2 * longMs,
  );

  it(
    'is told of once where its cluster is gone after a restart, leaves others alone, and goes on when it is back',
    async () => {
      const card = await midway('checkout', '2.4.1');
      await sluice.kill();
      await writeFile(world.catalogue, otherCluster(whole));
      sluice = await start();
      const said = ({ ts, text, threadTs }: Message) =>
        threadTs === card.ts && ts !== card.ts && /^Can't continue with .* has no cluster "sandbox"/.test(text);
      await world.slack.waitForMessage(said, longMs);
      const other = await ask('payments-worker', '3.2.1');
      expect((await reportOf(other)).text).toContain('Deployment report');
      expect(world.slack.thread(channel, card.ts).filter(said)).toHaveLength(1);
      const words = sluice.lines().map(({ msg }) => msg);
      expect(words.filter((msg) => msg === 'a cluster cannot be opened; releases there wait for it')).toHaveLength(1);
      expect(words).not.toContain('unexpected error; trying again');
      await sluice.kill();
      await writeFile(world.catalogue, whole);
      sluice = await start();
      expect((await reportOf(card, 2 * longMs)).text).toMatch(/SUCCESS|ROLLBACK/);
      expect(world.cluster.snapshot({ namespace: 'staging' })).not.toMatch(/checkout-candidate/);
    },
    4 * longMs,
  );
});
