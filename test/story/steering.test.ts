import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('steering a release', () => {
  const here = stage({ pace: { bake: '2s', interval: '500ms', patience: '3s', expires: '4s' } });
  const cardWhere = (ts: string, holds: (text: string) => boolean) =>
    here.world.slack.waitForMessage((message) => message.ts === ts && holds(wordsOf(message)), longMs);

  it(
    'pauses, resumes and promotes by its buttons',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to staging');
      const running = await cardWhere(card.ts, (text) => text.includes('"action_id":"pause"'));
      await slack.as(people.ren).click(running, 'pause');
      const paused = await cardWhere(card.ts, (text) => text.includes('"action_id":"resume"'));
      expect(has(paused, 'pause')).toBe(false);
      await slack.as(people.ren).click(paused, 'promote');
      await slack.as(people.ren).waitForEphemeral(({ text }) => text.includes('You promoted'));
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(wordsOf(report)).toContain('@ren promoted');
    },
    longMs,
  );

  it(
    'asks a person when nothing reaches the candidate, and goes back without an answer',
    async () => {
      const { slack, workloads, cluster } = here.world;
      const before = cluster.snapshot();
      workloads.setTraffic('search', 0, 'staging');
      const card = await ask(here, 'search 1.9.1 to staging');
      const alert = await slack.waitForMessage(
        ({ text, threadTs }) => !threadTs && text.includes('needs a person') && text.includes('search'),
        longMs,
      );
      expect(wordsOf(alert)).toContain('"action_id":"hold_wait"');
      const holding = await cardWhere(card.ts, (text) => text.includes('"action_id":"hold_go"'));
      await slack.as(people.mika).click(holding, 'rollback');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'a person lets it go on although little is known',
    async () => {
      const { slack, workloads } = here.world;
      workloads.setTraffic('web', 0, 'staging');
      const card = await ask(here, 'web 5.1.1 to staging');
      const holding = await cardWhere(card.ts, (text) => text.includes('"action_id":"hold_go"'));
      await slack.as(people.aoi).click(holding, 'hold_go');
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
    },
    longMs,
  );

  it(
    'expires when nobody approves, and says so to the one who asked',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to production');
      const alert = await slack.waitForMessage(({ text, threadTs }) => !threadTs && /expired/i.test(text), longMs);
      expect(wordsOf(alert)).toContain(people.aoi);
      const closed = await cardWhere(card.ts, (text) => /expired/i.test(text));
      expect(has(closed, 'approve')).toBe(false);
      await slack
        .as(people.mika)
        .click(card, 'approve')
        .catch(() => undefined);
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'shows in App Home what waits, what is live and what runs where',
    async () => {
      const { slack } = here.world;
      await ask(here, 'checkout 2.4.1 to production');
      const mika = slack.as(people.mika);
      await mika.openHome();
      const home = await mika.waitForHome((view) => JSON.stringify(view).includes('Waiting for you'));
      expect(JSON.stringify(home)).toMatch(/2\.4\.1/);
      await mika.click(home, 'approve');
      await mika.waitForHome((view) => !JSON.stringify(view).includes('Waiting for you'), 10_000);
      await slack.as(people.aoi).openHome();
      const other = await slack.as(people.aoi).waitForHome();
      expect(JSON.stringify(other)).not.toContain('"action_id":"approve"');
      await slack.as(people.aoi).command(channel, '/deploy abort checkout');
    },
    longMs,
  );
});
