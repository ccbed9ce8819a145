import { describe, expect, it } from 'vitest';
import type { FlagState } from '../../../src/domain/flag.ts';
import { card } from '../../../src/messages/card/card.ts';
import { stableRef } from '../../../src/workloads/of-target.ts';
import { createEngineWorld, type EngineWorldOptions } from '../../support/engine-world.ts';
import { type FakeFlags, fakeFlags } from '../../support/fake-flags.ts';
import { figures } from '../../support/figures.ts';
import { newPricing } from '../../support/flag-release.ts';
import { mika } from '../../support/people.ts';
import { view } from '../messages/told.ts';

/** new-pricing from 5 to 100 %. @param errors of 1,000 requests in each look */
async function worldOf(errors: (flags: FakeFlags) => number, more: Partial<EngineWorldOptions> = {}) {
  const flags = fakeFlags();
  flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 5, segments: ['staff'] });
  const before = await stateOf(flags);
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 10_000 },
    router: 'replicas',
    flags: { service: flags, moving: [] },
    alone: { asked: { flag: 'new-pricing', to: { kind: 'share', percent: 100 } }, how: newPricing, before },
    sample: (_look, at) => ({ from: at - 2000, to: at, candidate: figures(1000, errors(flags)), stable: null }),
    ...more,
  });
  return { ...world, flags, before };
}

async function stateOf(flags: FakeFlags): Promise<FlagState> {
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed') throw new Error(answer.failure.words);
  return answer.state;
}

describe('a flag that is released by itself', () => {
  it('goes by its steps, and writes nothing into the cluster', async () => {
    const { run, flags, kube } = await worldOf(() => 1);
    const before = kube.all();
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(flags.writes).toEqual(['new-pricing 25 %', 'new-pricing 100 %']);
    expect(kube.all()).toEqual(before);
  });

  it('stays where it is when the service is over its limit before', async () => {
    const { run, flags } = await worldOf(() => 50);
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(flags.writes).toEqual([]);
  });

  it('is held against what was before, whichever step it fails at, and goes back exactly', async () => {
    for (const failsAt of ['new-pricing 25 %', 'new-pricing 100 %']) {
      const { run, flags, before } = await worldOf(({ writes }) => (writes.includes(failsAt) ? 30 : 2));
      const { phase } = await run();
      const culprit = { metric: 'errors', candidate: 0.03, stable: 0.002, stableRequests: 6000 };
      expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { verdict: { culprit } } });
      expect(await stateOf(flags)).toMatchObject({ rules: before.rules, version: before.version });
    }
  });

  it('asks a person where somebody has changed it since the plan, and writes nothing until they answer', async () => {
    const { turn, release, flags } = await worldOf(() => 1);
    flags.byHand('new-pricing', 'ren', { percentage: 40 });
    for (let turns = 0; (await release()).hold === null && turns < 50; turns += 1) await turn();
    expect((await release()).hold).toMatchObject({ code: 'flag-changed', detail: expect.stringContaining('ren') });
    expect(flags.writes).toEqual([]);
  });

  it.each([
    ['hand-made', { percentage: 60 }, 'new-pricing of checkout is at 60 % in production, changed by ren.'],
    ['switched off', { enabled: false }, 'new-pricing of checkout is off in production, changed by ren.'],
    ['archived', { stands: 'archived' as const }, 'new-pricing of checkout is archived in production, changed by ren.'],
  ])('is said to stand as it does where a person has let it stay %s', async (_, change, said) => {
    const { turn, run, release, flags, store, clock } = await worldOf(() => 1);
    for (let turns = 0; !flags.writes.includes('new-pricing 100 %') && turns < 500; turns += 1) await turn();
    flags.byHand('new-pricing', 'ren', change);
    for (let turns = 0; (await release()).hold === null && turns < 500; turns += 1) await turn();
    const at = clock.now();
    const { version } = await release();
    await store.append('r1', version, [{ type: 'hold.closed', at, by: mika, answer: 'go-on', reason: null }]);
    const ended = await run();
    expect(ended.phase).toMatchObject({ outcome: 'succeeded' });
    expect(card(ended, clock.now(), view).text).toContain(said);
  });

  it('ends before its first step where another image runs by then', async () => {
    const { run, kube, flags, plan } = await worldOf(() => 1);
    const stable = kube.see(stableRef(plan.target));
    kube.put(JSON.parse(JSON.stringify(stable).replace('checkout:2.4.0', 'checkout:9.9.9')));
    expect((await run()).phase).toMatchObject({ outcome: 'withdrawn', reason: expect.stringContaining('9.9.9') });
    expect(flags.writes).toEqual([]);
  });
});
