import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const strategies = `strategies:
  dark: { kind: dark-launch, steps: [{ percent: 50, bake: 2s }], shares: [{ percent: 50, bake: 1s }] }
  look: { kind: dark-launch, size: 50, steps: [{ percent: 20, bake: 5s }, { percent: 100, bake: 1s }], next: stop }
  long: { kind: dark-launch, steps: [{ percent: 100, bake: 2m }], next: stop }
`;

describe('a dark launch', () => {
  const here = stage({ edit: (text) => text.replace('strategies:\n', strategies) });

  /** What users got of a version since then, and how many copies it got. */
  function got(version: string, since: number) {
    const { lost, versions } = here.world.workloads.truth.totals('staging', 'checkout', since);
    return { lost, served: versions[version]?.served ?? 0, copies: versions[version]?.mirrored ?? 0 };
  }

  /** As it stands in the channel now. */
  const cardNow = ({ ts }: Message) => here.world.slack.messages(channel).find((message) => message.ts === ts);
  const isCopying = (message: Message, { ts }: Message, percent: number) =>
    message.ts === ts && wordsOf(message).includes(`▶ copies of ${percent} % of requests`);
  const thread = ({ ts }: Message) => here.world.slack.thread(channel, ts).map(({ text }) => text);

  it(
    'only looks at a version: users never meet it, and nothing runs it at the end',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const began = Date.now();
      await slack.as(people.aoi).command(channel, '/deploy plan checkout 2.4.1 to staging with look');
      const plan = await slack.as(people.aoi).waitForEphemeral((message) => wordsOf(message).includes('copies of 20'));
      expect(wordsOf(plan)).toContain('what it writes, sends or charges happens twice');
      expect(wordsOf(plan)).toContain('nothing will run it');

      const card = await ask(here, 'checkout 2.4.1 to staging with look');
      await slack.waitForMessage((message) => isCopying(message, card, 20), longMs);
      expect(has(cardNow(card) ?? card, 'promote')).toBe(false);
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(wordsOf(report)).toContain('nothing runs 2.4.1');
      await slack.waitForMessage(
        (message) => message.ts === card.ts && wordsOf(message).includes('not released'),
        longMs,
      );
      expect(thread(card)).toContainEqual(expect.stringMatching(/^With copies of 20 % of requests for .*healthy/));
      expect(thread(card)).toContainEqual(expect.stringMatching(/^With copies of 100 % of requests for .*healthy/));
      expect(cluster.snapshot()).toBe(before);
      expect(got('2.4.1', began)).toMatchObject({ lost: 0, served: 0 });
      expect(got('2.4.1', began).copies).toBeGreaterThan(0);

      await slack.as(people.aoi).command(channel, '/deploy rollback checkout staging');
      await slack
        .as(people.aoi)
        .waitForEphemeral((message) => /no earlier release of .*checkout.* to staging/.test(message.text));
    },
    longMs,
  );

  it(
    'of a bad version goes back while all users stay where they are',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const began = Date.now();
      const card = await ask(here, 'checkout 2.5.0 to staging with long');
      const alert = await slack.waitForMessage(
        (message) => message.text.includes('checkout 2.5.0') && message.text.includes('was rolled back'),
        longMs,
      );
      expect(wordsOf(alert)).toMatch(/Errors on 2\.5\.0 were/);
      expect(wordsOf(alert)).toContain('2.5.0 had only got copies of requests; users stayed on 2.4.0.');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(thread(card)).toContainEqual(expect.stringContaining('2.5.0 gets no more copies of requests'));
      expect(cluster.snapshot()).toBe(before);
      expect(got('2.5.0', began)).toMatchObject({ lost: 0, served: 0 });
    },
    longMs,
  );

  it(
    'is stopped by a person, who is told what becomes of it',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to staging with long');
      await slack.waitForMessage((message) => isCopying(message, card, 100), longMs);
      await slack.as(people.ren).click(cardNow(card) ?? card, 'rollback');
      await slack.as(people.ren).waitForEphemeral((message) => message.text.includes('back to 2.4.0.'));
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'is refused where the router copies no requests, with what to do',
    async () => {
      const { slack } = here.world;
      await slack.as(people.aoi).command(channel, '/deploy search 1.9.1 to staging with look');
      const refused = await slack
        .as(people.aoi)
        .waitForEphemeral((message) => message.text.includes('cannot copy requests'));
      expect(wordsOf(refused)).toContain('with canary');
    },
    longMs,
  );

  it(
    'goes on as a canary with the same candidate, and the version is in at the end',
    async () => {
      const { cluster } = here.world;
      const began = Date.now();
      const card = await ask(here, 'checkout 2.4.1 to staging with dark');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const told = thread(card);
      const copies = told.findIndex((text) => text.startsWith('With copies of 50 % of requests for'));
      const share = told.findIndex((text) => text.startsWith('50 % for'));
      expect(copies).toBeGreaterThanOrEqual(0);
      expect(share).toBeGreaterThan(copies);
      expect(imageOf(here, 'staging', 'checkout')).toContain(':2.4.1@sha256:');
      expect(cluster.objects.get('deployments', 'checkout-candidate', 'staging')).toBeUndefined();
      expect(got('2.4.1', began).lost).toBe(0);
      expect(got('2.4.1', began).served).toBeGreaterThan(0);
    },
    longMs,
  );
});
