import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, longMs, stage, wordsOf } from './world.ts';

describe.each(['socket', 'http'] as const)('asking over %s', (mode) => {
  const here = stage({}, mode === 'http' ? { http: true } : {});
  const refusal = async (text: string, words: RegExp) => {
    const aoi = here.world.slack.as(people.aoi);
    await aoi.command(channel, text);
    return aoi.waitForEphemeral((message) => words.test(message.text), 10_000);
  };

  it.each([
    ['/deploy chekout 2.4.1', /no service chekout.*Did you mean checkout/s],
    ['/deploy checkout 2.4.1 to prodction', /no environment prodction.*Did you mean production/s],
    ['/deploy checkout 9.9.9', /9\.9\.9/],
    ['/deploy checkout 2.4.1 with canry', /canry.*Did you mean canary/s],
    ['/deploy checkout 2.3.0 to production', /older/],
    ['/deploy checkout 2.4.0 to production', /runs 2\.4\.0 already|already/],
    ['/deploy search 1.9.1 to production', /staging/],
    ['/deploy staus', /did you mean|Try/i],
    ['/deploy status', /No release is in progress/],
    ['/deploy history', /no release yet/i],
    ['/deploy report 99', /#99/],
    ['/deploy help', /What you can ask/],
  ])('%s', async (text, words) => {
    const before = here.world.cluster.snapshot();
    await refusal(text, words);
    expect(here.world.slack.messages(channel)).toEqual([]);
    expect(here.world.cluster.snapshot()).toBe(before);
  });

  it(
    'the button of a refusal does what it says',
    async () => {
      const message = await refusal('/deploy serch 1.9.1 to staging', /no service serch/);
      await here.world.slack.as(people.aoi).click(message, 'run_command');
      const card = await here.world.slack.waitForMessage(({ text }) => text.includes('search 1.9.1'), 10_000);
      await here.world.slack.as(people.aoi).command(channel, '/deploy abort search');
      await here.world.slack.waitForMessage(
        (each) => each.threadTs === card.ts && each.text.startsWith('Deployment report'),
        longMs,
      );
    },
    longMs,
  );

  it(
    'a rejection closes the card with its reason',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production');
      const mika = slack.as(people.mika);
      await mika.click(card, 'reject');
      const modal = await mika.waitForModal();
      mika.fill(modal, { form_reason: 'not before the *audit*' });
      await mika.submit(modal);
      const closed = await slack.waitForMessage(
        (message) => message.ts === card.ts && /reject/i.test(message.text),
        10_000,
      );
      expect(wordsOf(closed)).toContain('∗audit∗');
      expect(has(closed, 'approve')).toBe(false);
    },
    longMs,
  );

  it(
    'markup in a reason stays text',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production because <!channel> *bold* <https://evil|click>');
      expect(wordsOf(card)).not.toMatch(/<!channel>|<https:\/\/evil|"\*bold\*/);
      await slack.as(people.aoi).command(channel, '/deploy abort checkout');
      await slack.waitForMessage((message) => message.ts === card.ts && /withdrawn/i.test(message.text), 10_000);
    },
    longMs,
  );
});
