import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('strategies without a mesh', () => {
  const here = stage({ edit: (text) => text.replaceAll('requires: staging', 'requires: none') });

  it.each([
    ['search', '1.9.1', 'a canary by the number of pods'],
    ['web', '5.1.1', 'rolling'],
    ['payments-worker', '3.2.1', 'recreate'],
  ])(
    '%s %s: %s',
    async (service, version) => {
      const began = Date.now();
      const card = await ask(here, `${service} ${version} to staging`);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', service)).toContain(`:${version}@sha256:`);
      if (service !== 'payments-worker')
        expect(here.world.workloads.truth.totals('staging', service, began).lost).toBe(0);
    },
    longMs,
  );

  it.each([
    ['checkout', '2.7.0', /crash[\s\S]*tax_rates/i],
    ['checkout', '2.8.0', /image can't be pulled/i],
    ['payments-worker', '3.3.1', /memory/i],
    ['web', '5.4.0', /image can't be pulled/i],
  ])(
    '%s %s goes back at once, straight from the watch',
    async (service, version, words) => {
      const { cluster, slack } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, `${service} ${version} to staging`);
      const alert = await slack.waitForMessage(
        (message) => message.text.includes(`${service} ${version} was rolled back`),
        longMs,
      );
      expect(wordsOf(alert)).toMatch(words);
      expect(wordsOf(alert)).not.toContain('hunter2');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'a pod that never becomes ready goes back when its time is over',
    async () => {
      const { cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'search 1.10.1 to staging');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'an engineer stops a release by typing, another is told that it goes back',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to staging');
      await slack.waitForMessage((message) => message.threadTs === card.ts && message.text.startsWith('1 %'), longMs);
      await slack.as(people.ren).command(channel, '/deploy abort checkout because wrong config');
      await slack.as(people.ren).waitForEphemeral((message) => message.text.includes('back to 2.4.0.'));
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(wordsOf(report)).toContain('wrong config');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );
});
