import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, has, imageOf, longMs, reportOf, type Stage, stage } from './world.ts';

/** How versions go on from one environment to the next, and what comes while they do. */
const going =
  (train: string, policy = '') =>
  (catalogue: string) =>
    fewerStages(catalogue).replace(
      "  mention: ['@oncall-shop']\n",
      (line) => `${line}  train: { ${train} }\n${policy}`,
    );

const says = ({ world }: Stage, card: Message, words: string) =>
  world.slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes(words), longMs);

const releaseIn = ({ world }: Stage, card: Message, title: string, isSo: (message: Message) => boolean) =>
  world.slack.waitForMessage(
    (message) => message.threadTs === card.ts && message.text.startsWith(title) && isSo(message),
    longMs,
  );

/** What goes back is pinned to the bytes that ran: the same image, named by its digest as well. */
const inTags = (snapshot: string) => snapshot.replace(/@sha256:[0-9a-f]{64}/g, '');

describe('a train whose environments are to go back where a later one fails', () => {
  const here = stage({ edit: going('soak: 1s, onFailure: rollback') });
  afterEach(() => here.world.workloads.setCharacter('web', '5.1.1', 'good'));

  it(
    'takes staging back, by a release of its own in its thread, and leaves both as they were',
    async () => {
      const { slack, workloads, cluster } = here.world;
      const before = inTags(cluster.snapshot());
      const card = await ask(here, 'web 5.1.1 through production');
      expect(card.text).toContain('those that have the version are rolled back');
      const production = await releaseIn(here, card, 'web 5.1.1 → production', (message) => has(message, 'approve'));
      workloads.setCharacter('web', '5.1.1', { errors: 0.5 });
      await slack.as(people.mika).click(production, 'approve');
      await releaseIn(here, card, 'Rollback · web 5.1.1 → 5.1.0 · staging', ({ text }) =>
        text.includes('part of train #'),
      );
      const over = await says(here, card, 'Stopped after');
      expect(over.text).toMatch(/production \(#\d+\) was rolled back: Errors/);
      expect(over.text).toMatch(/staging was rolled back \(#\d+\); production is as it was \(#\d+\)\./);
      expect(inTags(cluster.snapshot())).toBe(before);
    },
    2 * longMs,
  );
});

describe('a train whose release makes way for a newer version', () => {
  const here = stage({ edit: going('soak: 1s', '  whileReleasing: supersede\n') });
  beforeAll(() => here.world.workloads.setCharacter('web', '5.2.0', 'good'));

  it(
    'ends and says for which, and the newer one goes on by itself',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 through production');
      await releaseIn(here, card, 'web 5.1.1 → production', (message) => has(message, 'approve'));
      const newer = await ask(here, 'web 5.2.0 to production');
      const over = await says(here, card, 'Stopped after');
      expect(over.text).toMatch(/production \(#\d+\) made way for #\d+ of 5\.2\.0/);
      expect(over.text).toMatch(
        /staging has 5\.1\.1 \(#\d+\); production gets a newer version \(#\d+ made way for it\)\./,
      );
      const waiting = await slack.waitForMessage(
        (message) => message.ts === newer.ts && has(message, 'approve'),
        longMs,
      );
      await slack.as(people.mika).click(waiting, 'approve');
      expect((await reportOf(here, newer)).text).toContain('SUCCESS');
      expect(imageOf(here, 'production', 'web')).toContain('5.2.0');
    },
    2 * longMs,
  );
});
