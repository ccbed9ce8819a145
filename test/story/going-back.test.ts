import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('the way back on a report', () => {
  const here = stage();

  it(
    'asks how, goes back as was chosen, and is closed once something has come since',
    async () => {
      const { slack } = here.world;
      const ren = slack.as(people.ren);
      const card = await ask(here, 'web 5.1.1 to staging');
      const report = await reportOf(here, card);
      await ren.click(report, 'go_back');
      const modal = await ren.waitForModal();
      expect(JSON.stringify(modal)).toContain('Bring *web 5.1.0* back to staging, in place of 5.1.1');
      ren.fill(modal, { form_pace: 'careful' });
      await ren.submit(modal);
      const back = await slack.waitForMessage(
        ({ text, threadTs }) => !threadTs && text.includes('Rollback · web 5.1.1 → 5.1.0 · staging'),
        longMs,
      );
      expect(back.text).toContain('from 5.1.1');
      expect((await reportOf(here, back)).text).toMatch(/^Rollback report .* SUCCESS/);
      expect(imageOf(here, 'staging', 'web')).toContain(':5.1.0');

      await ren.click(report, 'go_back');
      const told = await ren.waitForEphemeral(({ text }) => text.includes('came to web in staging after'));
      expect(told.text).toContain('Nothing was changed');
    },
    2 * longMs,
  );
});

describe('going back', () => {
  const here = stage();
  const runs = () => imageOf(here, 'production', 'checkout');

  it(
    'on a fresh installation takes a version that is named, approved like a new one',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'rollback checkout to 2.3.0 in production because orders drop');
      expect(card.text).toContain('Rollback · checkout 2.4.0 → 2.3.0 · production');
      expect(card.text).toContain('Nothing says that 2.3.0 has run in production');
      expect(card.text).toContain('at once (blue-green)');
      await slack.as(people.aoi).click(card, 'approve');
      const refused = await slack.as(people.aoi).waitForEphemeral(({ text }) => /can.t approve/i.test(text));
      expect(refused.text).toContain('@payments-leads');
      await slack.as(people.mika).click(card, 'approve');
      const report = await reportOf(here, card);
      expect(report.text).toMatch(/^Rollback report · checkout 2\.4\.0 → 2\.3\.0 .* SUCCESS/);
      expect(runs()).toContain(':2.3.0');
    },
    2 * longMs,
  );

  it(
    'to a version that ran there needs nobody, moves everybody at once, and is no incident',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'rollback checkout to 2.4.0 in production', people.ren);
      expect(card.text).toContain('Rollback · checkout 2.3.0 → 2.4.0 · production');
      expect((await reportOf(here, card)).text).toMatch(/^Rollback report .* SUCCESS/);
      const said = slack.thread('releases', card.ts).map(({ text }) => text);
      expect(said.join('\n')).not.toMatch(/25 %|🔴/);
      const ended = await slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes('Back on'), longMs);
      expect(ended.text).toContain('Back on 2.4.0');
      expect(runs()).toContain(':2.4.0');
      expect(cluster.objects.get('deployments', 'checkout-candidate', 'production')).toBeUndefined();
    },
    2 * longMs,
  );

  it(
    'carefully goes by the strategy of the service',
    async () => {
      const card = await ask(here, 'rollback checkout to 2.3.0 in production carefully');
      expect(card.text).toContain('careful (canary)');
      expect((await reportOf(here, card)).text).toMatch(/^Rollback report .* SUCCESS/);
      const thread = here.world.slack.thread('releases', card.ts).map(({ text }) => text);
      expect(thread).toContainEqual(expect.stringMatching(/^25 %/));
    },
    2 * longMs,
  );

  it(
    'to a version that is bad itself leaves what ran before, and calls those who must know',
    async () => {
      const { slack, workloads, cluster } = here.world;
      const before = cluster.snapshot();
      workloads.setCharacter('checkout', '2.4.0', { errors: 0.5 });
      const card = await ask(here, 'rollback checkout to 2.4.0 in production');
      const alert = await slack.waitForMessage(
        ({ text, threadTs }) => !threadTs && text.includes('The rollback of checkout to 2.4.0 has failed'),
        longMs,
      );
      expect(wordsOf(alert)).toContain('<!subteam^S02ONCALL>');
      expect((await reportOf(here, card)).text).toMatch(/^Rollback report .* ROLLBACK/);
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'says of a version that is newer and has never run there that it is deployed',
    async () => {
      const aoi = here.world.slack.as(people.aoi);
      await aoi.command('releases', '/deploy rollback checkout to 2.5.0 in production');
      const refused = await aoi.waitForEphemeral(({ text }) => text.includes('has never run there'));
      expect(refused.text).toContain('/deploy checkout 2.5.0 to production');
    },
    longMs,
  );
});
