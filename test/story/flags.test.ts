import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { fakeFlags, serviceDown } from '../support/fake-flags.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const flags = fakeFlags();
const moving = `    flags: { kind: unleash, url: 'http://127.0.0.1:1' }
    releaseFlags:
      - { flag: new-pricing, steps: [{ percent: 5, bake: 1s }, { percent: 25, bake: 1s }, { percent: 100, bake: 1s }] }
`;

describe('a release whose feature is behind a flag', () => {
  flags.byHand('new-pricing', 'mika', {});
  flags.byHand('new-banner', 'mika', {});
  const here = stage(
    { edit: (catalogue) => catalogue.replace('    strategy: rolling\n', `    strategy: rolling\n${moving}`) },
    { wrap: (ports) => ({ ...ports, flags: () => flags }) },
  );

  async function share(of: string) {
    const answer = await flags.state(of);
    return answer.kind === 'ok' && answer.state.enabled ? answer.state.percentage : 0;
  }

  it(
    'goes back by its flag when the feature fails, and the version stays',
    async () => {
      const { slack, workloads } = here.world;
      const card = await ask(here, 'web 5.1.1 to staging because new prices');
      expect(wordsOf(card)).toContain('new-pricing 0 → 5 → 25 → 100 %, watching for 1 s each');
      expect(wordsOf(card)).toContain('undo: new-pricing back to 0 %');
      await slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && text.startsWith('new-pricing at 5 %'),
        longMs,
      );
      workloads.setCharacter('web', '5.1.1', { errors: 0.5 });
      const alert = await slack.waitForMessage(({ text }) => text.includes('new-pricing was rolled back'), longMs);
      expect(alert.text).toMatch(/Errors on 5\.1\.1 were/);
      expect(alert.text).toMatch(/new-pricing is off again (after|within) .* s; 5\.1\.1 stays\./);
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(report.text).toMatch(/Flags\s+new-pricing 0\s% → 0\s% \(\d+\s% at most\)/);
      expect(imageOf(here, 'staging', 'web')).toContain(':5.1.1@sha256:');
      expect(await share('new-pricing')).toBe(0);
    },
    2 * longMs,
  );

  it(
    'is on for everybody in the end when nothing speaks against it',
    async () => {
      here.world.workloads.setCharacter('web', '5.2.0', 'good');
      const card = await ask(here, 'web 5.2.0 to staging with flag new-banner');
      expect(wordsOf(card)).toContain('new-banner 0 → 5 → 25 → 50 → 100 %');
      await here.world.slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && text.startsWith('new-pricing at 100 %'),
        longMs,
      );
      await here.world.slack.as(people.aoi).command(channel, '/deploy promote web');
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(report.text).toMatch(/new-pricing 0\s% → 100\s%/);
      expect([await share('new-pricing'), await share('new-banner')]).toEqual([100, 100]);
      const over = await here.world.slack.waitForMessage(
        ({ ts, text }) => ts === card.ts && text.includes('Released'),
        longMs,
      );
      expect(over.text).toMatch(/Flags: new-pricing 0\s% → 100\s% and new-banner 0\s% → 100\s%\./);
    },
    2 * longMs,
  );

  it(
    'takes its version back though the service of its flags is away, and sees to the flag when it is there again',
    async () => {
      const { slack } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 40 });
      const card = await ask(here, 'web 5.3.0 to staging');
      await slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && /^new-pricing .* 0\s%/.test(text),
        longMs,
      );
      flags.fail(serviceDown);
      const put = await slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && text.includes('for now'),
        longMs,
      );
      expect(put.text).toMatch(
        /“new-pricing back to 40\s%” for now: .*nobody answers.*Everything else goes back first/s,
      );
      expect(imageOf(here, 'staging', 'web')).toContain(':5.2.0@sha256:');
      flags.fail(null);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(await share('new-pricing')).toBe(40);
    },
    2 * longMs,
  );

  it.each([
    ['a flag that nobody knows', 'with flag new-baner', 'did you mean new-banner?'],
    ['a flag without a name', 'with flag', 'needs the name of a feature flag'],
  ])('is refused with %s, and nothing is started', async (_, words, said) => {
    const { slack } = here.world;
    await slack.as(people.aoi).command(channel, `/deploy web 5.1.1 to staging ${words}`);
    const refused = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes(said), longMs);
    expect(refused.text).not.toContain('undefined');
  });

  it('is refused while the service of its flags is away, or somebody else decides on one', async () => {
    const { slack } = here.world;
    flags.byHand('new-pricing', 'mika', { enabled: false, percentage: 0 });
    flags.master('new-pricing', { kind: 'release-plan', words: "is moved by the release plan 'Standard'" });
    await slack.as(people.aoi).command(channel, '/deploy web 5.1.1 to staging');
    const mastered = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('Standard'), longMs);
    expect(mastered.text).toContain("is moved by the release plan 'Standard'");
    flags.master('new-pricing', null);
    flags.fail(serviceDown);
    await slack.as(people.aoi).command(channel, '/deploy web 5.1.1 to staging');
    await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('nobody answers'), longMs);
    flags.fail(null);
  });
});
