import { describe, expect, it } from 'vitest';
import { comparedNow } from '../../../src/domain/flag-compared.ts';
import type { FlagWish } from '../../../src/domain/flag-wish.ts';
import type { FlagRelease } from '../../../src/domain/target.ts';
import type { Sample } from '../../../src/domain/verdict.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { type FakeFlags, fakeFlags } from '../../support/fake-flags.ts';
import { figures } from '../../support/figures.ts';
import { newPricing } from '../../support/flag-release.ts';

const compareBy = { label: 'feature', on: ['green', 'blue'], off: ['old'] };
const how: FlagRelease = { ...newPricing, compareBy };
const off = figures(1900, 4);

type Sides = Pick<Sample, 'candidate' | 'stable'>;

/** new-pricing by itself, from off. @param served with it on and off, as soon as anybody has it */
async function worldOf(served: (flags: FakeFlags) => Sides, to: FlagWish = { kind: 'share', percent: 100 }) {
  const flags = fakeFlags();
  const variants = ['green', 'blue', 'red', 'old'].map((name) => ({ name, percent: 25 }));
  flags.byHand('new-pricing', 'mika', { enabled: to.kind === 'variant', percentage: 0, variants });
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed') throw new Error(answer.failure.words);
  const world = await createEngineWorld({
    strategy: { kind: 'rolling', bakeMs: 10_000 },
    router: 'replicas',
    flags: { service: flags, moving: [] },
    alone: { asked: { flag: 'new-pricing', to }, how, before: answer.state },
    releaseFlags: [how],
    sample: (_look, at): Sample => {
      const between = { from: at - 2000, to: at };
      if (flags.writes.length === 0) return { ...between, candidate: figures(2000, 4), stable: null };
      return { ...between, ...served(flags), flag: 'new-pricing' };
    },
  });
  return { ...world, flags };
}

describe('a flag whose requests are told apart', () => {
  it('goes back by those of the few who have it, though all requests together are within the limit', async () => {
    const { run, flags } = await worldOf(() => ({ candidate: figures(100, 12), stable: off }));
    const { phase } = await run();
    const culprit = { metric: 'errors', flag: 'new-pricing', candidate: 0.12, limit: 0.01 };
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy', verdict: { culprit } } });
    expect(flags.writes).toEqual(['new-pricing 5 %', expect.stringContaining('new-pricing')]);
  });

  it('goes by all its steps where they fail no more than the others', async () => {
    const { run, flags } = await worldOf(() => ({ candidate: figures(200, 0), stable: off }));
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(flags.writes).toEqual(['new-pricing 5 %', 'new-pricing 25 %', 'new-pricing 100 %']);
  });

  it('asks a person where hardly anybody has been served with it, whatever the others got', async () => {
    const { turn, release } = await worldOf(() => ({ candidate: figures(1, 0), stable: off }));
    for (let turns = 0; (await release()).hold === null && turns < 200; turns += 1) await turn();
    expect((await release()).hold).toMatchObject({ code: 'too-few-requests' });
  });

  it('is held against what was before once nearly everybody has it', async () => {
    const slow = (flags: FakeFlags): Sides =>
      flags.writes.includes('new-pricing 100 %')
        ? { candidate: figures(1000, 2, 900), stable: figures(0, 0) }
        : { candidate: figures(200, 0), stable: off };
    const { phase } = await (await worldOf(slow)).run();
    const culprit = { metric: 'p99', stableRequests: expect.any(Number) };
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { verdict: { culprit } } });
    expect(phase).not.toHaveProperty('cause.verdict.culprit.flag');
  });

  it('is told by the variant that is asked for, and by no label where that is not one with it on', async () => {
    const variant = async (name: string) => {
      const { plan } = await worldOf(() => ({ candidate: off, stable: off }), {
        kind: 'variant',
        variant: name,
        percent: 40,
      });
      const index = plan.steps.findLastIndex(({ watched }) => watched);
      return comparedNow({ plan, step: { index, startedAt: 0, error: null, refusedAt: null }, done: [] });
    };
    expect(await variant('green')).toEqual({ flag: 'new-pricing', ...compareBy, on: ['green'], percent: 40 });
    expect(await variant('red')).toBeNull();
  });

  it('is watched as a whole before it moves', async () => {
    const { plan } = await worldOf(() => ({ candidate: off, stable: off }));
    const at = (index: number) =>
      comparedNow({ plan, step: { index, startedAt: 0, error: null, refusedAt: null }, done: [] });
    expect(at(0)).toBeNull();
    expect(at(2)).toMatchObject({ flag: 'new-pricing', percent: 5 });
  });
});
