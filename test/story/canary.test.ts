import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('a canary in production', () => {
  const here = stage();

  it(
    'waits for an approver, walks through its stages, and reports',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production because new tax rules');
      expect(wordsOf(card)).toMatch(/2\.4\.0/);
      expect(wordsOf(card)).toContain('new tax rules');
      expect(has(card, 'approve')).toBe(true);
      expect(imageOf(here, 'production', 'checkout')).toContain(':2.4.0');

      await slack.as(people.aoi).click(card, 'approve');
      const refused = await slack.as(people.aoi).waitForEphemeral((message) => /can.t approve/i.test(message.text));
      expect(refused.text).toContain('@payments-leads');

      await slack.as(people.mika).click(card, 'approve');
      await slack.as(people.mika).waitForEphemeral((message) => message.text.includes('You approved #1'));
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(report.broadcast).toBe(true);
      const thread = slack.thread(channel, card.ts).map(({ text }) => text);
      for (const share of ['1 %', '5 %', '25 %', '50 %', '100 %'])
        expect(thread).toContainEqual(expect.stringMatching(`^${share}`));
      expect(imageOf(here, 'production', 'checkout')).toContain(':2.4.1@sha256:');
      expect(cluster.objects.get('deployments', 'checkout-candidate', 'production')).toBeUndefined();
      expect(JSON.stringify(cluster.objects.get('virtualservices', 'checkout', 'production'))).not.toMatch(
        /candidate|sluice\.dev/,
      );
    },
    2 * longMs,
  );

  it(
    'of a bad version rolls back by itself, and tells those who must know',
    async () => {
      const { slack, cluster, workloads } = here.world;
      const before = cluster.snapshot();
      const began = Date.now();
      const card = await ask(here, 'checkout 2.5.0 to production');
      await slack.as(people.mika).click(card, 'approve');
      const alert = await slack.waitForMessage(
        (message) => message.text.includes('was rolled back') && !message.threadTs,
        longMs,
      );
      expect(wordsOf(alert)).toMatch(/Errors on 2\.5\.0 were/);
      expect(wordsOf(alert)).toContain('<!subteam^S02ONCALL>');
      expect(wordsOf(alert)).toContain(`<@${people.aoi}>`);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
      expect(workloads.truth.totals('production', 'checkout', began).lost).toBe(0);
    },
    2 * longMs,
  );
});
