import { expect, it } from 'vitest';
import { startRedisCluster, startSentinelGroup } from '../../sandbox/redis/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { closing } from '../support/closing.ts';
import { manyPlaces } from '../support/many-places.ts';
import { sandboxPlace } from '../support/place.ts';
import { type Process, type Role, sluiceReady, startSluiceProcess } from '../support/process.ts';
import { saidIn } from './said.ts';

const [good, bad, later] = [['one', 'two', 'three', 'four'], ['five', 'six'], 'seven'];
const longMs = 60_000;

/** A Redis of several servers, and how one of them fails. */
interface Topology {
  url: string;
  fails(): Promise<unknown>;
  stop(): Promise<void>;
}

const topologies: Record<string, () => Promise<Topology>> = {
  async 'Sentinel, whose master dies'() {
    const group = await startSentinelGroup();
    return { url: group.url, fails: () => group.master.kill(), stop: group.stop };
  },
  async 'Cluster, whose masters are restarted one by one'() {
    const group = await startRedisCluster();
    const fails = async () => {
      for (const master of group.masters) await master.restart();
    };
    return { url: group.url, fails, stop: group.stop };
  },
};

const atEnd = closing();

it.each(Object.keys(topologies))(
  'two bots and two workers are all replaced in the midst of six releases, on a %s',
  async (name) => {
    const redis = await topologies[name]?.();
    if (!redis) throw new Error(name);
    atEnd(() => redis.stop());
    const { world, start } = await openFleet(redis.url);
    const old = {
      bots: await Promise.all([start('bot'), start('bot')]),
      workers: await Promise.all([start('worker'), start('worker')]),
    };
    await world.slack.waitForBots(2, longMs);
    world.workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
    const midway = Promise.all([...good, ...bad].map((place) => candidateIn(world, place)));
    for (const place of good) await ask(world, '2.4.1', place);
    for (const place of bad) await ask(world, '2.5.0', place);
    await midway;

    await redis.fails();
    for (const role of ['bot', 'worker'] as const) await replace(old[`${role}s`], () => start(role));
    await ask(world, '2.4.1', later);

    for (const place of [...good, later]) expect(await reportFrom(world, place)).toContain('SUCCESS');
    for (const place of bad) expect(await reportFrom(world, place)).toContain('ROLLBACK');
    expect(world.cluster.snapshot()).not.toMatch(/sluice\.dev|-candidate/);
    expect(saidIn(world.slack).doubled).toEqual([]);
    const reports = world.slack.messages('releases').filter(({ text }) => text.startsWith('Deployment report'));
    expect(reports).toHaveLength(good.length + bad.length + 1);
  },
  4 * longMs,
);

async function openFleet(redisUrl: string) {
  const pace = { bake: '4s', interval: '500ms', patience: '20s' };
  const env = { ...process.env, REDIS_URL: redisUrl };
  const world = await startWorld({ pace, env, ...manyPlaces([...good, ...bad, later]) });
  atEnd(() => world.stop());
  const place = sandboxPlace(world, '{fleet}');
  async function start(role: Role): Promise<Process> {
    const started = startSluiceProcess(place, role, { SLUICE_LOG_LEVEL: 'info' });
    atEnd(() => started.kill());
    await sluiceReady(started);
    return started;
  }
  return { world, start };
}

/** An upgrade takes the first as Kubernetes does, a new one being ready before an old one stops; the second just dies. */
async function replace([first, second]: readonly Process[], start: () => Promise<Process>): Promise<void> {
  await start();
  expect(await first?.stop()).toBe(0);
  await Promise.all([start(), second?.kill()]);
}

/** Asks, and waits for the card. */
async function ask({ slack }: SandboxWorld, version: string, place: string): Promise<void> {
  const card = slack.waitForMessage(
    ({ text, threadTs }) => threadTs === undefined && text.includes(`${version} → ${place}`),
    longMs,
  );
  await slack.as(people.aoi).command('releases', `/deploy checkout ${version} to ${place}`);
  await card;
}

function candidateIn({ cluster }: SandboxWorld, place: string): Promise<unknown> {
  const isIt = (name: string, namespace = '') => name === 'checkout-candidate' && namespace === place;
  return cluster.objects.waitFor('deployments', ({ metadata }) => isIt(metadata.name, metadata.namespace), {
    timeoutMs: 2 * longMs,
  });
}

async function reportFrom({ slack }: SandboxWorld, place: string): Promise<string> {
  const isIt = (text: string) => text.startsWith('Deployment report') && text.includes(` · ${place} · `);
  return (await slack.waitForMessage(({ text }) => isIt(text), 2 * longMs)).text;
}
