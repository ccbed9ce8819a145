import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, imageOf, longMs, type Stage, stage, wordsOf } from './world.ts';

const says = ({ world }: Stage, card: Message, words: string) =>
  world.slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes(words), longMs);

/** Of one of its releases, in its thread, once it is as it should be. */
const releaseIn = ({ world }: Stage, card: Message, title: string, isSo: (message: Message) => boolean = () => true) =>
  world.slack.waitForMessage(
    (message) => message.threadTs === card.ts && message.text.startsWith(title) && isSo(message),
    longMs,
  );

const reportOfSet = ({ world }: Stage, card: Message) =>
  world.slack.waitForMessage(
    ({ threadTs, text }) => threadTs === card.ts && /^Deployment report .* · train ·/.test(text),
    longMs,
  );

/** The card of what Sluice asks for itself, after this one. */
const nextCard = ({ world }: Stage, begins: string, after: Message) =>
  world.slack.waitForMessage(({ ts, threadTs, text }) => !threadTs && ts > after.ts && text.startsWith(begins), longMs);

/** What goes back is pinned to the bytes that ran: the same image, named by its digest as well. */
const inTags = (snapshot: string) => snapshot.replace(/@sha256:[0-9a-f]{64}/g, '');

describe('a set of services', () => {
  const here = stage({ edit: fewerStages });
  afterEach(() => here.world.workloads.setCharacter('web', '5.1.1', 'good'));

  it(
    'is planned as a whole, comes in by what its services need, and goes back as a whole',
    async () => {
      const { slack, cluster } = here.world;
      const before = inTags(cluster.snapshot());
      const aoi = slack.as(people.aoi);
      await aoi.command(channel, '/deploy plan set shop-2024-11');
      const plan = await aoi.waitForEphemeral(({ text }) => text.includes('Preview only'), longMs);
      expect(plan.text).toContain('Set shop-2024-11 → staging');
      expect(plan.text).toMatch(
        /1\. search 1\.9\.0 → 1\.9\.1: canary\n2\. checkout 2\.4\.0 → 2\.4\.1: canary\n3\. web 5\.1\.0/,
      );
      const card = await ask(here, 'set shop-2024-11 because the sale begins');
      expect(card.text).toContain('those before it go back, the newest first');
      await releaseIn(here, card, 'checkout 2.4.1 → staging');
      await says(here, card, 'checkout under way');
      await aoi.command(channel, '/deploy status shop-2024-11');
      const status = await aoi.waitForEphemeral(({ text }) => text.includes('In progress'), longMs);
      expect(status.text).toContain('shop-2024-11 3 services → staging · search ✓ · checkout');
      const over = await says(here, card, 'Released in');
      expect(over.text).toMatch(
        /search has 1\.9\.1 \(#\d+\); checkout has 2\.4\.1 \(#\d+\); web has 5\.1\.1 \(#\d+\)\./,
      );
      expect((await reportOfSet(here, card)).text).toMatch(
        /search succeeded \(#\d+\) · checkout succeeded .* · web succeeded/,
      );
      const services = ['search', 'checkout', 'web'].map((service) => imageOf(here, 'staging', service));
      expect(services.join()).toMatch(/1\.9\.1.*2\.4\.1.*5\.1\.1/);

      await aoi.command(channel, '/deploy set shop-2024-11 to staging');
      await aoi.waitForEphemeral(({ text }) => text.includes("There's nothing to do for shop-2024-11"), longMs);

      await aoi.command(channel, '/deploy rollback set shop-2024-11');
      const back = await nextCard(here, 'Set shop-2024-11 back in staging', card);
      expect(back.text).toMatch(/1\. web 5\.1\.1 → 5\.1\.0.*\n2\. checkout 2\.4\.1 → 2\.4\.0.*\n3\. search 1\.9\.1/);
      await says(here, back, 'Released in');
      expect(inTags(cluster.snapshot())).toBe(before);
    },
    3 * longMs,
  );

  it(
    'leaves nothing of itself where the last of its services fails',
    async () => {
      const { workloads, cluster } = here.world;
      const before = inTags(cluster.snapshot());
      workloads.setCharacter('web', '5.1.1', { errors: 0.5 });
      const card = await ask(here, 'set shop-2024-11 to staging');
      const over = await says(here, card, 'Stopped after');
      expect(over.text).toMatch(/web \(#\d+\) was rolled back: Errors/);
      expect(over.text).toMatch(
        /search was rolled back \(#\d+\); checkout was rolled back \(#\d+\); web is as it was \(#\d+\)\./,
      );
      await reportOfSet(here, card);
      const checkout = await releaseIn(here, card, 'Rollback · checkout 2.4.1 → 2.4.0 · staging');
      const search = await releaseIn(here, card, 'Rollback · search 1.9.1 → 1.9.0 · staging');
      expect(Number(checkout.ts)).toBeLessThan(Number(search.ts));
      expect(inTags(cluster.snapshot())).toBe(before);
    },
    3 * longMs,
  );

  it(
    'is refused before anything begins for a version that is not there, or one that may not go there',
    async () => {
      const { slack } = here.world;
      const ren = slack.as(people.ren);
      await ren.command(channel, '/deploy set shop-2024-11 to production');
      const refused = await ren.waitForEphemeral(({ text }) => text.includes('search 1.9.1'), longMs);
      expect(wordsOf(refused)).toContain('set shop-2024-11 to staging');
      await ren.command(channel, '/deploy set shop-2024-12');
      await ren.waitForEphemeral(({ text }) => text.includes('Did you mean shop-2024-11?'), longMs);
    },
    longMs,
  );
});

describe('a set that is steered', () => {
  const here = stage({ edit: fewerStages, pace: { bake: '8s', interval: '250ms' } });

  it(
    'is paused, promoted and stopped with the release under way, and takes back what has come in',
    async () => {
      const { slack, cluster } = here.world;
      const before = inTags(cluster.snapshot());
      const aoi = slack.as(people.aoi);
      const card = await ask(here, 'set shop-2024-11 to staging');
      const search = await releaseIn(here, card, 'search 1.9.1 → staging', (message) => has(message, 'pause'));
      await aoi.click(await says(here, card, 'search under way'), 'pause');
      const paused = await says(here, card, 'Paused');
      await says(here, search, 'Paused by');
      await aoi.click(paused, 'resume');
      await says(here, search, 'next:');
      const shown = await slack.waitForMessage((message) => message.ts === card.ts && has(message, 'promote'), longMs);
      await aoi.click(shown, 'promote');
      await releaseIn(here, card, 'checkout 2.4.1 → staging', (message) => has(message, 'rollback'));
      await aoi.click(await says(here, card, 'checkout under way'), 'rollback');
      const over = await says(here, card, 'Stopped after');
      expect(over.text).toMatch(/search was rolled back \(#\d+\); checkout is as it was \(#\d+\); web was not begun\./);
      expect(inTags(cluster.snapshot())).toBe(before);
    },
    3 * longMs,
  );
});
