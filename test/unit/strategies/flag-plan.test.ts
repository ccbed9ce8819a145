import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagMove } from '../../../src/actions/facets.ts';
import { type FlagState, shareOn } from '../../../src/domain/flag.ts';
import { type FlagWish, isAsWished } from '../../../src/domain/flag-wish.ts';
import { planSchema, undoOf } from '../../../src/domain/plan.ts';
import type { FlagRelease } from '../../../src/domain/target.ts';
import { makeFlagPlan } from '../../../src/strategies/flag-plan.ts';
import { releaseTitle } from '../../../src/words/sentences.ts';
import { planLines } from '../../../src/words/steps.ts';
import { newPricing } from '../../support/flag-release.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const variants = [
  { name: 'blue', percent: 70 },
  { name: 'green', percent: 20 },
  { name: 'red', percent: 10 },
];

function planOf(to: FlagWish, before: Partial<FlagState> = {}, how: FlagRelease = newPricing) {
  const asked = { flag: 'new-pricing', to };
  const running = { version: '2.4.0', image: 'r/app:2.4.0' };
  return makeFlagPlan({ asked, how, before: exampleFlag(before), running, replicas: 4, target: exampleTarget() });
}

const at = (percentage: number): Partial<FlagState> => ({ enabled: true, percentage });
const share = (percent: number): FlagWish => ({ kind: 'share', percent });
const told = (plan: ReturnType<typeof planOf>) =>
  plan.steps.map(({ action }) => {
    const move = flagMove(action);
    return move ? (move.share ?? 'rules') : 'watch';
  });

describe('the plan of a flag that is released by itself', () => {
  it.each<[string, FlagWish, Partial<FlagState>, (string | number)[]]>([
    ['goes by the steps that lie between', share(30), at(5), ['watch', 25, 'watch', 30, 'watch']],
    ['goes by all of them from off to on', share(100), {}, ['watch', 5, 'watch', 25, 'watch', 100, 'watch']],
    ['takes one step where none lies between', share(20), at(5), ['watch', 20, 'watch']],
    ['comes down at once', share(5), at(100), [5, 'watch']],
    ['goes off at once', share(0), at(100), [0, 'watch']],
    [
      'counts a flag that is switched off as at 0 %',
      share(5),
      { enabled: false, percentage: 50 },
      ['watch', 5, 'watch'],
    ],
  ])('%s', (_, to, before, steps) => {
    expect(told(planOf(to, before))).toEqual(steps);
  });

  it('has the members of its segments first, as long as no percentage has been reached', () => {
    const how = { ...newPricing, segments: [{ segment: 'beta', bakeMs: 1000 }] };
    const kinds = planOf(share(25), {}, how).steps.map(({ action }) => flagMove(action)?.change ?? null);
    expect(kinds[1]).toEqual({ kind: 'set', enabled: true, percentage: 0, segments: ['beta'] });
    expect(planLines(planOf(share(25), {}, how)).at(-1)?.what.plain).toContain(
      'new-pricing for beta, then 0 → 5 → 25 %',
    );
    expect(told(planOf(share(25), at(5), how))).toEqual(['watch', 25, 'watch']);
  });

  it('gives one variant its share, while the others divide the rest as before', () => {
    const plan = planOf({ kind: 'variant', variant: 'green', percent: 50 }, { ...at(100), variants });
    const change = flagMove(plan.steps[1]?.action)?.change;
    expect(change).toMatchObject({
      variants: [
        { name: 'blue', percent: 44 },
        { name: 'green', percent: 50 },
        { name: 'red', percent: 6 },
      ],
    });
    expect(releaseTitle(plan)).toBe('Flag new-pricing of checkout green 20 % → green 50 % in production');
  });

  it('speaks of no version and no image', () => {
    const plan = planOf(share(25), at(5));
    expect(releaseTitle(plan)).toBe('Flag new-pricing of checkout 5 % → 25 % in production');
    const said = planLines(plan).map(({ what, undo }) => `${what.plain} ${undo.plain}`);
    expect(said.join(' ')).not.toMatch(/2\.4|image|pods/);
  });

  it('always ends as asked, never gives more than that, keeps the image, and goes back to the whole state before', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(percent, percent, fc.boolean(), (to, percentage, enabled) => {
        const before = exampleFlag({ percentage, enabled });
        fc.pre(!isAsWished(before, share(to)));
        const plan = planOf(share(to), before);
        const shares = plan.steps.flatMap(({ action }) => flagMove(action)?.share ?? []);
        const from = shareOn(before) ?? 0;
        expect(planSchema.parse(plan)).toEqual(plan);
        expect(shares.at(-1)).toBe(to);
        expect(Math.max(...shares)).toBeLessThanOrEqual(Math.max(to, from));
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        expect(plan.from.image).toBe(plan.to.image);
        for (const [index] of plan.steps.entries()) {
          const undo = undoOf(plan, index + 1, index);
          const moved = plan.steps.slice(0, index + 1).some(({ action }) => flagMove(action));
          expect(undo).toEqual(moved ? [{ kind: 'flag.restore', before }] : []);
        }
      }),
    );
  });
});
