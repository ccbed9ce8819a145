import { expect } from 'vitest';
import type { App } from '../../../app/start.ts';
import type { Message } from '../../../sandbox/slack/index.ts';
import { startSluice } from '../../../sandbox/world/app.ts';
import { people } from '../../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../../sandbox/world/start.ts';
import type { EnvironmentSettings } from '../../../src/config/environment.ts';
import type { AtEnd } from '../../support/closing.ts';
import { fewerStages, onlyService } from '../../support/small-world.ts';

export interface RedisWorld {
  world: SandboxWorld;
  app: App;
  /** Starts Sluice again, once `app` was stopped. */
  restart(): Promise<App>;
  /** The cluster as it was before anything. */
  before: string;
  /** Asks for checkout 2.4.1 in staging, and resolves when its candidate is there. */
  midway(): Promise<void>;
  /** The text of the final report. */
  report(): Promise<string>;
  /** Nothing of a release is left in the cluster. */
  clean(): boolean;
  says(text: string): Promise<Message>;
}

export const prefix = '{sluice}';
/** Longest time for a test that plays a release. */
export const testMs = 90_000;
export const longMs = 45_000;

const small = onlyService('checkout', () => ({
  staging: { version: '2.4.0', replicas: 2, rps: 100, peakRps: 100 },
}));

/** A small world on this Redis with Sluice in it, played in, and closed whatever happens. */
export async function onRedis(
  url: string,
  play: (here: RedisWorld) => Promise<void>,
  settings: Partial<EnvironmentSettings> = {},
): Promise<void> {
  const pace = { bake: '1s', interval: '250ms' };
  const world = await startWorld({ pace, edit: fewerStages, world: small, env: { ...process.env, REDIS_URL: url } });
  const apps: App[] = [];
  try {
    await world.cluster.objects.waitFor(
      'deployments',
      ({ status }) => ((status as { readyReplicas?: number })?.readyReplicas ?? 0) >= 2,
    );
    const before = world.cluster.snapshot();
    const start = async () => {
      const app = await startSluice(world, { editEveryMs: 300, settings: { ...settings, prefix } });
      apps.push(app);
      await world.slack.waitForBots(1, 10_000);
      return app;
    };
    await play({ world, app: await start(), before, restart: start, ...hands(world) });
  } finally {
    for (const app of apps) await app.stop();
    await world.stop();
  }
}

function hands({ slack, cluster }: SandboxWorld) {
  return {
    async midway() {
      const there = cluster.objects.waitFor('deployments', ({ metadata }) => metadata.name === 'checkout-candidate');
      await slack.as(people.aoi).command('releases', '/deploy checkout 2.4.1 to staging');
      await there;
    },
    says: (text: string) => slack.waitForMessage((message) => message.text.includes(text), longMs),
    async report() {
      const message = await slack.waitForMessage(({ text }) => text.startsWith('Deployment report'), longMs);
      return message.text;
    },
    clean: () => !/sluice\.dev|-candidate/.test(cluster.snapshot()),
  };
}

/** The release has gone right, once; nothing is left. */
export async function endsRight({ report, clean, world }: RedisWorld): Promise<void> {
  expect(await report()).toContain('SUCCESS');
  expect(clean()).toBe(true);
  const reports = world.slack.messages('releases').filter(({ text }) => text.startsWith('Deployment report'));
  expect(reports).toHaveLength(1);
}

/** Opens servers for the length of a test. */
export function opening(atEnd: AtEnd): <T extends { stop(): Promise<void> }>(server: T) => T {
  return (server) => {
    atEnd(() => server.stop());
    return server;
  };
}
