import { afterEach, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { fakeFlags, serviceDown } from '../support/fake-flags.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const flags = fakeFlags();
const moving = `    flags: { kind: unleash, url: 'http://127.0.0.1:1' }
    releaseFlags:
      - { flag: new-pricing, moves: asked, steps: [{ percent: 5, bake: 1s }, { percent: 25, bake: 1s }, { percent: 100, bake: 1s }] }
`;

describe('a flag that is released by itself', () => {
  const here = stage(
    { edit: (catalogue) => catalogue.replace('    strategy: rolling\n', `    strategy: rolling\n${moving}`) },
    { wrap: (ports) => ({ ...ports, flags: () => flags }) },
  );
  afterEach(() => {
    flags.fail(null);
    here.world.workloads.setCharacter('web', runningVersion(), 'good');
  });
  const asked = (text: string) => ask(here, `flag web new-pricing ${text} in staging`);

  async function stateNow() {
    const answer = await flags.state('new-pricing');
    if (answer.kind === 'failed') throw new Error(answer.failure.words);
    return answer.state;
  }

  async function inThread(card: { ts: string }, words: RegExp) {
    return here.world.slack.waitForMessage(({ text, threadTs }) => threadTs === card.ts && words.test(text), longMs);
  }

  it(
    'is watched before and after each of its own steps, and says nothing of versions',
    async () => {
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 2 });
      const image = imageOf(here, 'staging', 'web');
      const card = await asked('to 25 % ');
      expect(wordsOf(card)).toContain('Flag new-pricing of web 2 % → 25 % in staging');
      expect(wordsOf(card)).toContain('new-pricing 2 → 5 → 25 %, watching for 1 s each');
      expect(wordsOf(card)).toContain('undo: new-pricing back to 2 %');
      expect(wordsOf(card)).not.toMatch(/image|sha256|\d+\.\d+\.\d+/);
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(report.text).toContain('web new-pricing 2 % → 25 %');
      expect(await stateNow()).toMatchObject({ enabled: true, percentage: 25 });
      expect(imageOf(here, 'staging', 'web')).toBe(image);
      const over = await here.world.slack.waitForMessage(
        ({ ts, text }) => ts === card.ts && text.includes('Released'),
        longMs,
      );
      expect(over.text).toContain('new-pricing of web is at 25 % in staging.');
    },
    2 * longMs,
  );

  it(
    'goes back to exactly the state before when the service gets worse with it',
    async () => {
      const { slack, workloads } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 2, segments: ['staff'] });
      const before = await stateNow();
      const card = await asked('to 100%');
      await inThread(card, /^new-pricing at 5 % for/);
      workloads.setCharacter('web', runningVersion(), { errors: 0.5 });
      const alert = await slack.waitForMessage(({ text }) => text.includes('new-pricing was rolled back'), longMs);
      expect(alert.text).toMatch(/^🔴 web: new-pricing was rolled back · staging/);
      expect(alert.text).toMatch(/Errors on web were .* of \d+ requests/);
      expect(alert.text).toMatch(/new-pricing is back at 2\s%/);
      expect(alert.text).not.toMatch(/\d+\.\d+\.\d+|Nothing is left/);
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(await stateNow()).toEqual({ ...before, changed: (await stateNow()).changed });
    },
    2 * longMs,
  );

  it(
    'goes back when a person asks for that, and is off at once where that is asked',
    async () => {
      const { slack } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 10, segments: [] });
      const before = await stateNow();
      const card = await asked('to 100 %');
      await inThread(card, /^new-pricing at 10 % for/);
      await slack.as(people.aoi).command(channel, '/deploy abort web because second thoughts');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect((await stateNow()).rules).toEqual(before.rules);
      const off = await asked('to off');
      expect(wordsOf(off)).toContain('Flag new-pricing of web 10 % → off in staging');
      expect((await reportOf(here, off)).text).toContain('SUCCESS');
      expect(await stateNow()).toMatchObject({ enabled: false, percentage: 10 });
    },
    2 * longMs,
  );

  it(
    'is what a rollback offers to put back where it was the last to move',
    async () => {
      const { slack } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 2, segments: [] });
      const image = imageOf(here, 'staging', 'web');
      const card = await asked('to 5 %');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      await slack.as(people.aoi).command(channel, '/deploy rollback web staging because complaints');
      const offered = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('moved a flag'), longMs);
      expect(offered.text).toContain('new-pricing 2 % → 5 %');
      expect(offered.text).not.toContain('goes back by its number');
      const command = 'flag web new-pricing to 2 % in staging because complaints';
      expect(wordsOf(offered)).toContain(command);
      const back = await ask(here, command);
      expect((await reportOf(here, back)).text).toContain('SUCCESS');
      expect(await stateNow()).toMatchObject({ enabled: true, percentage: 2 });
      expect(imageOf(here, 'staging', 'web')).toBe(image);
      await slack.as(people.aoi).command(channel, '/deploy rollback web');
      await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('new-pricing 5 % → 2 %'), longMs);
    },
    2 * longMs,
  );

  it(
    'asks a person where somebody else changes the flag meanwhile, and leaves it to them',
    async () => {
      const { slack } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 2 });
      const card = await asked('to 100 %');
      await inThread(card, /^new-pricing at 5 % for/);
      flags.byHand('new-pricing', 'ren', { percentage: 60 });
      await inThread(card, /ren has changed new-pricing: it is at 60 %/);
      await slack.as(people.aoi).command(channel, '/deploy abort web');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect((await stateNow()).percentage).toBe(60);
    },
    2 * longMs,
  );

  it(
    'goes on, or back, once the service of its flags answers again',
    async () => {
      const { slack, workloads } = here.world;
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 2 });
      const card = await asked('to 25 %');
      flags.fail(serviceDown);
      await slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes('nobody answers'), longMs);
      flags.fail(null);
      await inThread(card, /^new-pricing at 5 % for/);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');

      const second = await asked('to 100 %');
      await inThread(second, /^new-pricing at 25 % for/);
      await slack.waitForMessage(({ ts, text }) => ts === second.ts && text.includes('▶ new-pricing at 100'), longMs);
      flags.fail(serviceDown);
      workloads.setCharacter('web', runningVersion(), { errors: 0.5 });
      await slack.waitForMessage(({ text }) => /rollback of new-pricing is stuck/.test(text), longMs);
      flags.fail(null);
      expect((await reportOf(here, second)).text).toContain('ROLLBACK');
      expect((await stateNow()).percentage).toBe(25);
    },
    3 * longMs,
  );

  it.each([
    ['new-pricin to 25 %', /there is no flag new-pricin in .*did you mean new-pricing\?/],
    ['old-pricing to on', /flag old-pricing is archived/],
    ['new-pricing to 25 %', /new-pricing of web is at 25 % already in staging/],
    ['new-pricing to 150 %', /150 % is out of range/],
    ['new-pricing to -1', /-1 % is out of range/],
    ['new-pricing to abc', /“abc” is not a percentage/],
    ['new-pricing to variant blue', /flag new-pricing has no variants/],
    ['new-pricing to 30.05 %', /30\.05 %, which the service cannot keep/],
    ['mastered to 30 %', /mastered is in a guarded rollout/],
    ['new-pricing to 30 % in prod', /has no environment prod/],
    ['new-pricing to', /needs a percentage, on or off/],
  ])('is refused with “%s”, and nothing is started', async (text, said) => {
    const { slack } = here.world;
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 25 });
    flags.byHand('old-pricing', 'mika', { stands: 'archived' });
    flags.byHand('mastered', 'mika', {});
    flags.master('mastered', { kind: 'guarded-rollout', words: 'is in a guarded rollout' });
    const written = flags.writes.length;
    const where = / in |to$/.test(text) ? '' : ' in staging';
    await slack.as(people.aoi).command(channel, `/deploy flag web ${text}${where}`);
    const refused = await slack.as(people.aoi).waitForEphemeral((message) => said.test(message.text), longMs);
    expect(refused.text).not.toContain('undefined');
    expect(flags.writes.length).toBe(written);
  });

  it('is refused while the service of its flags is away', async () => {
    const { slack } = here.world;
    flags.fail(serviceDown);
    await slack.as(people.aoi).command(channel, '/deploy flag web new-pricing to 50 % in staging');
    await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('nobody answers'), longMs);
    flags.fail(null);
  });

  it('is only looked at with plan, whose button asks for the very same', async () => {
    const { slack } = here.world;
    flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 25 });
    await slack.as(people.aoi).command(channel, '/deploy plan flag web new-pricing to 40 % in staging because sale');
    const shown = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('Preview only'), longMs);
    expect(wordsOf(shown)).toContain('flag web new-pricing to 40 % in staging because sale');
    expect((await stateNow()).percentage).toBe(25);
  });

  it('stands in a table of all flags, of which each page leads to the next', async () => {
    const { slack } = here.world;
    for (let number = 10; number < 30; number += 1) flags.byHand(`old-${number}`, 'mika', {});
    flags.byHand('new-pricing', 'ren', { enabled: true, percentage: 25, segments: ['staff'] });
    await slack.as(people.aoi).command(channel, '/deploy flags web in staging');
    const first = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.startsWith('Feature flags'), longMs);
    expect(first.text).toMatch(/new-pricing · on or off\n *staging: 25\s%, all of staff, changed by ren/);
    expect(first.text).toContain('in the catalogue');
    expect(first.text).toContain('page 1 of 3');
    expect(wordsOf(first)).toContain('flags web staging page 2');
    await slack.as(people.aoi).command(channel, '/deploy flags web in staging page 3');
    await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('page 3 of 3'), longMs);
    await slack.as(people.aoi).command(channel, '/deploy flags wbe');
    await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('no service wbe'), longMs);
  });

  /** The version that the world began with: no release here brings another. */
  function runningVersion(): string {
    return /:([^:@]+)(@|$)/.exec(imageOf(here, 'staging', 'web'))?.[1] ?? '';
  }
});
