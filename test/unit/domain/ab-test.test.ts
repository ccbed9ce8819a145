import { describe, expect, it } from 'vitest';
import { type Ending, endedWithA, endingOf } from '../../../src/domain/ab-test.ts';
import type { CauseCode, Outcome } from '../../../src/domain/reasons.ts';
import type { Phase } from '../../../src/domain/release.ts';
import { endedWell } from '../../../src/domain/superseding.ts';
import { goalOf } from '../../../src/words/goal.ts';
import { createTestWorld, selling, testedPricing, testMs } from '../../support/flag-test.ts';

function ended(outcome: Outcome, code: CauseCode | null): Extract<Phase, { kind: 'ended' }> {
  const cause = code && { code, detail: '', by: null, verdict: null, trouble: null };
  return { kind: 'ended', outcome, at: 0, by: null, reason: null, cause };
}

describe('how a release has ended', () => {
  it.each<[Outcome, CauseCode | null, Ending]>([
    ['rolled-back', 'old-stays', 'a-stays'],
    ['kept', 'old-stays', 'a-stays'],
    ['handed-over', 'old-stays', 'handed-over'],
    ['rolled-back', 'aborted', 'rolled-back'],
    ['kept', 'unhealthy', 'kept'],
    ['succeeded', null, 'succeeded'],
  ])('%s for %s is %s', (outcome, code, ending) => {
    expect(endingOf(ended(outcome, code))).toBe(ending);
    expect(endedWithA(ended(outcome, code))).toBe(ending === 'a-stays');
  });

  it('with A is no reason for the next one to wait for a person', () => {
    expect([endedWell('a-stays'), endedWell('rolled-back'), endedWell('handed-over')]).toEqual([true, false, false]);
  });
});

describe('two tests of one flag, one after the other', () => {
  const [first, last] = testedPricing({ withoutResult: 'b' }).steps;
  const test = first?.test;
  const paid = test && { ...test, goal: { ...test.goal, name: 'paid orders' } };
  const how = {
    ...testedPricing(),
    steps: [
      { percent: 25, bakeMs: testMs, ...(test ? { test } : {}) },
      { percent: 50, bakeMs: testMs, ...(paid ? { test: paid } : {}) },
      ...(last ? [last] : []),
    ],
  };

  it('are each counted from nothing, and the report tells of the last', async () => {
    const world = await createTestWorld(how, { goal: selling(100, 150) });
    const ended = await world.run();
    expect(ended.phase).toMatchObject({ outcome: 'succeeded' });
    expect(goalOf(ended)?.name).toBe('paid orders');
    const starts = (await world.events()).flatMap((event) =>
      event.type === 'measured' && event.goal ? [event.goal.voids ?? false] : [],
    );
    expect(starts.filter(Boolean)).toHaveLength(1);
    const counted = (await world.events()).flatMap((event) => (event.type === 'measured' ? (event.goal ?? []) : []));
    const kept = ended.goal?.pieces.reduce((sum, { b }) => sum + b.visits, 0) ?? 0;
    expect(kept).toBeLessThan(counted.reduce((sum, { b }) => sum + b.visits, 0));
  });
});
