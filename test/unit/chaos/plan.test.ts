import { describe, expect, it } from 'vitest';
import { faultKinds, planRun } from '../../chaos/plan.ts';
import { idleCount, struckLines } from '../../chaos/strike.ts';
import { chaosWorld } from '../../chaos/world.ts';

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number) => planRun(seed, 60_000, chaosWorld);
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
  });

  it('has every kind of fault in a long run, two at once, and freezes of no more than 10 s', () => {
    const { faults } = planRun(1, 3_600_000, chaosWorld);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
    const overlaps = faults
      .slice(1)
      .map(({ atMs }, index) => (faults[index]?.atMs ?? 0) + (faults[index]?.forMs ?? 0) - atMs);
    expect(Math.max(...overlaps)).toBeGreaterThan(0);
    const frozen = faults.filter(({ kind }) => kind === 'freeze worker').map(({ forMs }) => forMs);
    expect(Math.max(...frozen)).toBeGreaterThan(6_000);
    expect(Math.max(...frozen)).toBeLessThanOrEqual(10_000);
  });
});

describe('what the faults met', () => {
  it('is said by kind, with those that met nothing', () => {
    const struck = [0, 3].map((count) => ({ kind: 'slack 5xx' as const, hits: () => count }));
    expect(struckLines(struck)).toEqual(['faults: slack 5xx × 2, 3 hits; 1 found nothing to strike']);
    expect(idleCount(struck)).toBe(1);
  });
});
