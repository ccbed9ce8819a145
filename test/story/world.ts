import { afterAll, beforeAll } from 'vitest';
import type { App } from '../../app/start.ts';
import type { Message } from '../../sandbox/slack/index.ts';
import { type SandboxAppOptions, startSluice } from '../../sandbox/world/app.ts';
import { people, seed } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld, type WorldOptions } from '../../sandbox/world/start.ts';
import type { EnvironmentSettings } from '../../src/config/environment.ts';
import { allAvailable } from '../support/cluster-waits.ts';

/** A world and a Sluice in it, for the stories of one file. */
export interface Stage {
  world: SandboxWorld;
  app: App;
}

export const channel = 'releases';
/** For what surely comes, also on a machine that is slow or stands still now and then. */
export const longMs = 120_000;

export interface StageApp extends SandboxAppOptions {
  /** Slack speaks signed HTTP to the bot, instead of Socket Mode. */
  http?: boolean;
}

export function stage(world: Partial<WorldOptions> = {}, { http = false, ...app }: StageApp = {}): Stage {
  const made: Partial<Stage> = {};
  beforeAll(async () => {
    made.world = await startWorld({ pace: { bake: '1s', interval: '250ms' }, ...world });
    made.app = await startSluice(made.world, {
      editEveryMs: 300,
      ...app,
      ...(http ? { settings: httpSettings(made.world) } : {}),
    });
    if (http) made.world.slack.setDelivery({ mode: 'http', url: `http://127.0.0.1:${made.app.port}/slack/events` });
    else await made.world.slack.waitForBots(1, 10_000);
    await allAvailable(made.world);
  });
  afterAll(async () => {
    await made.app?.stop();
    await made.world?.stop();
  });
  return made as Stage;
}

function httpSettings({ slack }: SandboxWorld): Partial<EnvironmentSettings> {
  return { slack: { mode: 'http', botToken: seed.botToken, signingSecret: seed.signingSecret, apiUrl: slack.apiUrl } };
}

/** Everything that a message says, in one text. */
export function wordsOf({ text, blocks, attachments }: Message): string {
  return [text, JSON.stringify(blocks), JSON.stringify(attachments)].join('\n');
}

export function has(message: Message, actionId: string): boolean {
  return wordsOf(message).includes(`"action_id":"${actionId}"`);
}

/** Where people speak with Sluice. */
interface Place {
  world: Pick<SandboxWorld, 'slack'>;
}

/** Aoi asks, and the card comes. Throws what Slack shows when the bot did not hear it. */
export async function ask({ world }: Place, command: string, who: string = people.aoi): Promise<Message> {
  const before = new Set(world.slack.messages(channel).map(({ ts }) => ts));
  const heard = await world.slack.as(who).command(channel, `/deploy ${command}`);
  if (!heard.ok) throw new Error(heard.error);
  return world.slack.waitForMessage(
    (message) => !before.has(message.ts) && !message.threadTs && message.text.includes('→'),
    longMs,
  );
}

/** The report that ends the story of this card. */
export function reportOf({ world }: Place, card: Message, withinMs = longMs): Promise<Message> {
  return world.slack.waitForMessage(
    (message) => message.threadTs === card.ts && /^(Deployment|Rollback) report/.test(message.text),
    withinMs,
  );
}

/** The image that a service's Deployment runs. */
export function imageOf({ world }: Stage, namespace: string, name: string): string {
  const deployment = world.cluster.objects.get('deployments', name, namespace) as unknown as
    | {
        spec: { template: { spec: { containers: { image: string }[] } } };
      }
    | undefined;
  return deployment?.spec.template.spec.containers[0]?.image ?? '';
}
