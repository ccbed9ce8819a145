import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, stage, wordsOf } from './world.ts';

/** How long staging of the sandbox has a version before production gets it. */
const soaking = (soak: string) => (catalogue: string) =>
  catalogue.replace("  mention: ['@oncall-shop']\n", `  mention: ['@oncall-shop']\n  train: { soak: ${soak} }\n`);

describe('a version through staging to production', () => {
  const here = stage({ edit: soaking('2s') });
  afterEach(() => here.world.workloads.setCharacter('search', '1.9.1', 'good'));

  const says = (card: Message, words: string) =>
    here.world.slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes(words), longMs);

  /** Of one of its releases, in its thread, once it is as it should be. */
  const releaseIn = (card: Message, title: string, isSo: (message: Message) => boolean = () => true) =>
    here.world.slack.waitForMessage(
      (message) => message.threadTs === card.ts && message.text.startsWith(title) && isSo(message),
      longMs,
    );

  const reportOfTrain = (card: Message) =>
    here.world.slack.waitForMessage(
      ({ threadTs, text }) => threadTs === card.ts && /^Deployment report .* · train ·/.test(text),
      longMs,
    );

  it(
    'comes to production once that is approved, and one card shows every stage',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 through production because the sale begins');
      expect(card.text).toContain('web 5.1.1 through staging → production');
      expect(card.text).toContain('1. 5.1.1 to staging: rolling');
      expect(card.text).toContain('2. soak for 2 s with 5.1.1 in staging');
      expect(card.text).toContain('3. 5.1.1 to production: rolling, after 1 approval of its own');
      expect(has(card, 'approve')).toBe(false);
      const production = await releaseIn(card, 'web 5.1.1 → production', (message) => has(message, 'approve'));
      expect(production.text).toContain('part of train #');
      await says(card, 'production waiting for approval');
      await slack.as(people.aoi).command(channel, '/deploy status');
      const status = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('In progress'), longMs);
      expect(status.text).toContain('through staging → production · staging ✓ · production waiting for approval');
      await slack.as(people.mika).click(production, 'approve');
      const report = await reportOfTrain(card);
      expect(report.text).toContain('SUCCESS');
      expect(report.text).toMatch(/staging succeeded \(#\d+\) · production succeeded \(#\d+\)/);
      const over = await says(card, 'Released in');
      expect(over.text).toMatch(/staging has 5\.1\.1 \(#\d+\); production has 5\.1\.1 \(#\d+\)\./);
      expect(imageOf(here, 'production', 'web')).toContain('5.1.1');
    },
    2 * longMs,
  );

  it(
    'ends where staging goes back, and production is never asked',
    async () => {
      const { slack, workloads, cluster } = here.world;
      const before = cluster.snapshot();
      workloads.setCharacter('search', '1.9.1', { errors: 0.5 });
      const card = await ask(here, 'search 1.9.1 through production');
      const alert = await slack.waitForMessage(
        ({ text, threadTs }) => !threadTs && text.includes('search 1.9.1 through staging → production was stopped'),
        longMs,
      );
      expect(alert.text).toMatch(/staging \(#\d+\) was rolled back: Errors/);
      expect(alert.text).toMatch(/staging is as it was \(#\d+\); production was not begun\./);
      expect((await reportOfTrain(card)).text).toContain('ROLLBACK');
      await says(card, 'Stopped after');
      const asked = slack.messages(channel).filter((message) => message.text.startsWith('search 1.9.1 → production'));
      expect(asked).toEqual([]);
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'leaves staging its version where production goes back',
    async () => {
      const { slack, workloads } = here.world;
      const card = await ask(here, 'search 1.9.1 through production');
      const production = await releaseIn(card, 'search 1.9.1 → production', (message) => has(message, 'approve'));
      workloads.setCharacter('search', '1.9.1', { errors: 0.5 });
      await slack.as(people.mika).click(production, 'approve');
      const report = await reportOfTrain(card);
      expect(report.text).toContain('ROLLBACK');
      expect(report.text).toMatch(/staging succeeded \(#\d+\) · production rolled back \(#\d+\)/);
      const over = await says(card, 'Stopped after');
      expect(over.text).toMatch(/staging has 1\.9\.1 \(#\d+\); production is as it was \(#\d+\)\./);
      expect(imageOf(here, 'staging', 'search')).toContain('1.9.1');
      expect(imageOf(here, 'production', 'search')).not.toContain('1.9.1');
    },
    2 * longMs,
  );

  it(
    'ends where its release to production is rejected by its own card',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'payments-worker 3.2.1 through production');
      const production = await releaseIn(card, 'payments-worker 3.2.1 → production', (message) =>
        has(message, 'approve'),
      );
      const mika = slack.as(people.mika);
      await mika.click(production, 'reject');
      const modal = await mika.waitForModal();
      mika.fill(modal, { form_reason: 'not before the audit' });
      await mika.submit(modal);
      const over = await says(card, 'Stopped after');
      expect(over.text).toContain('was rejected by mika: not before the audit');
      expect(over.text).toMatch(/staging has 3\.2\.1 \(#\d+\); production is as it was \(#\d+\)\./);
    },
    2 * longMs,
  );
});

describe('a train that is steered', () => {
  const here = stage({ edit: soaking('3m'), pace: { bake: '8s', interval: '250ms' } });
  const says = (card: Message, words: string) =>
    here.world.slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes(words), longMs);

  it(
    'is paused, resumed and stopped with the release that is under way',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 through production');
      const child = await slack.waitForMessage(
        (message) => message.threadTs === card.ts && has(message, 'pause') && message.text.includes('→ staging'),
        longMs,
      );
      await slack.as(people.ren).click(await says(card, 'staging under way'), 'pause');
      const paused = await says(card, 'Paused');
      await says(child, 'Paused by');
      await slack.as(people.aoi).click(paused, 'resume');
      const running = await says(card, 'staging under way');
      await says(child, 'next:');
      await slack.as(people.aoi).click(running, 'rollback');
      const over = await says(card, 'Stopped after');
      expect(over.text).toMatch(/staging is as it was \(#\d+\); production was not begun\./);
      await says(child, 'Rolled back to 2.4.0');
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'goes on to production at once where its soak is skipped, and ends where that one is stopped by its own card',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 through production');
      const soaks = await slack.waitForMessage(
        (message) => message.ts === card.ts && message.text.includes('staging 5.1.1') && has(message, 'promote'),
        longMs,
      );
      await slack.as(people.aoi).click(soaks, 'promote');
      const production = await slack.waitForMessage(
        (message) => message.threadTs === card.ts && message.text.includes('→ production') && has(message, 'approve'),
        longMs,
      );
      await slack.as(people.mika).click(production, 'approve');
      const running = await slack.waitForMessage(
        (message) => message.ts === production.ts && has(message, 'rollback') && message.text.includes('in'),
        longMs,
      );
      await slack.as(people.ren).click(running, 'rollback');
      const over = await says(card, 'Stopped after');
      expect(over.text).toMatch(/production \(#\d+\) was rolled back: @ren requested the rollback/);
      expect(wordsOf(over)).toMatch(/staging has 5\.1\.1 \(#\d+\); production is as it was/);
    },
    2 * longMs,
  );

  it(
    'ends where somebody takes the version out of staging while it soaks',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'search 1.9.1 through production');
      await slack.waitForMessage(
        (message) => message.ts === card.ts && message.text.includes('staging 1.9.1') && message.text.includes('soak'),
        longMs,
      );
      const second = await slack.as(people.ren).command(channel, '/deploy search 1.9.1 through production');
      expect(second.ok).toBe(true);
      await slack.as(people.ren).waitForEphemeral(({ text }) => text.includes('One at a time'), longMs);
      await slack.as(people.aoi).command(channel, '/deploy rollback search staging');
      const over = await says(card, 'Stopped after');
      expect(over.text).toContain('staging runs 1.9.0 by now, and not 1.9.1');
    },
    2 * longMs,
  );
});
