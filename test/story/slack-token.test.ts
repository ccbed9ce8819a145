import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../app/start.ts';
import { settingsIn, startSluice } from '../../sandbox/world/app.ts';
import { people, seed } from '../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../sandbox/world/start.ts';
import { until } from '../support/cluster-waits.ts';
import { ask, channel, imageOf, longMs, reportOf } from './world.ts';

const firstToken = seed.botToken;
const newToken = `${firstToken}-new`;

describe('when the token of the bot is taken away in mid-release and it starts again with a new one', () => {
  let world: SandboxWorld;
  let app: App | undefined;
  beforeAll(async () => {
    world = await startWorld({ pace: { bake: '2s', interval: '500ms' } });
  });
  afterAll(async () => {
    seed.botToken = firstToken;
    await app?.stop();
    await world?.stop();
  });

  it(
    'tells what was not told, and nothing twice',
    async () => {
      const { slack, cluster } = world;
      const settings = settingsIn(world);
      app = await startSluice(world, { settings, editEveryMs: 300 });
      await slack.waitForBots(1, 10_000);
      const here = { world, app };
      const card = await ask(here, 'web 5.1.1 to staging');
      // This Slack takes one token at a time: from now on only the new one.
      seed.botToken = newToken;
      const before = slack.journal.length;
      await until(cluster, () => imageOf(here, 'staging', 'web').includes('5.1.1'));
      await slack.waitForCall(() => slack.journal.slice(before).some(({ answer }) => answer?.['ok'] === false), longMs);
      await app.stop();
      expect(slack.thread(channel, card.ts).filter(({ text }) => text.startsWith('Deployment report'))).toEqual([]);

      const renewed = { ...settings, slack: { ...settings.slack, botToken: newToken } } as typeof settings;
      app = await startSluice(world, { settings: renewed, editEveryMs: 300 });
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const texts = slack.thread(channel, card.ts).map(({ text }) => text.split('\n')[0]);
      expect(new Set(texts).size).toBe(texts.length);
      expect(
        slack.messages(channel).filter(({ text, threadTs }) => !threadTs && text.includes('web 5.1.1')),
      ).toHaveLength(1);
      await slack.waitForBots(1, 10_000);
      const aoi = slack.as(people.aoi);
      await aoi.command(channel, '/deploy status');
      await aoi.waitForEphemeral(({ text }) => text.startsWith('No release is in progress'), 10_000);
    },
    2 * longMs,
  );
});
