import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import type { GoalCount } from '../../../src/providers/metrics/goal-count.ts';
import { goalSentence } from '../../../src/words/goal.ts';
import { createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';

const testMs = 600_000;

const testing = (withoutResult: 'a' | 'b' | 'ask', until: 'duration' | 'result' = 'result'): Strategy => ({
  kind: 'ab-test',
  mark: { in: 'header', name: 'x-ab', value: 'b' },
  size: 50,
  durationMs: testMs,
  withoutResult,
  until,
  goal: { name: 'orders', successes: { metric: 'shop_orders_total', where: {} }, visits: null },
});

/** A twentieth of the requests carries the mark. */
const sample = (look: number, at: number, share: number | null) => healthySample(look, at, share === 0 ? 5 : share);

/** Orders of 1,000 visits each at every look. */
const selling = (a: number, b: number) => (): GoalCount => ({
  kind: 'counted',
  piece: { a: { visits: 1000, successes: a }, b: { visits: 1000, successes: b } },
});
const nothing = (): GoalCount => ({ kind: 'no-data', detail: 'no pod of the new version shows shop_orders_total' });

async function played(strategy: Strategy, goal: () => GoalCount) {
  const world = await createEngineWorld({ strategy, sample, goal });
  const before = visible(world.kube);
  const began = world.clock.now();
  for (let turn = 0; turn < 2000; turn += 1) {
    if ((await world.turn()).kind === 'ended' || (await world.release()).hold) break;
  }
  const took = world.clock.now() - began;
  return { world, before, took, release: await world.release() };
}

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

describe('an A/B test until a result', () => {
  it('brings B in as soon as it is better beyond doubt', async () => {
    const { release, took } = await played(testing('a'), selling(100, 150));
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(took).toBeLessThan(testMs);
    expect(goalSentence(release)).toMatch(/^B \+50 % orders \([\d.]+ to [\d.]+\), [\d,]+ requests$/);
  });

  it('lets A stay as soon as that is better, though without a result B were to come in', async () => {
    const { release, took, world, before } = await played(testing('b'), selling(150, 100));
    const cause = { code: 'old-stays', detail: expect.stringMatching(/^B −33\.3 % orders \(−.* to −.*\), /) };
    expect(release.phase).toMatchObject({ outcome: 'rolled-back', cause });
    expect(took).toBeLessThan(testMs);
    expect(visible(world.kube)).toEqual(before);
  });

  it.each([
    ['a', { kind: 'ended', outcome: 'rolled-back', cause: { code: 'old-stays' } }],
    ['b', { kind: 'ended', outcome: 'succeeded' }],
  ] as const)('lasts its whole time where neither is better, and ends as planned: %s', async (withoutResult, phase) => {
    const { release, took } = await played(testing(withoutResult), selling(100, 100));
    expect(release.phase).toMatchObject(phase);
    expect(took).toBeGreaterThanOrEqual(testMs);
  });

  it('asks where neither is better, and says how near it was', async () => {
    const { release } = await played(testing('ask'), selling(100, 100));
    expect(release.hold).toMatchObject({ code: 'which-stays', detail: expect.stringMatching(/^B 0 % orders \(/) });
  });

  it('never brings B in for want of data', async () => {
    const { release, took } = await played(testing('b'), nothing);
    const detail = 'no orders were compared: no pod of the new version shows shop_orders_total';
    expect(release.hold).toMatchObject({ code: 'which-stays', detail });
    expect(took).toBeGreaterThanOrEqual(testMs);
  });

  it('forgets what several processes have counted in turn', async () => {
    let looks = 0;
    const { release } = await played(testing('ask', 'duration'), () => {
      looks += 1;
      if (looks === 100) return { kind: 'no-data', detail: 'several processes', voids: true };
      return looks < 100 ? selling(100, 300)() : selling(100, 100)();
    });
    expect(release.hold).toMatchObject({ code: 'which-stays', detail: expect.stringMatching(/^B 0 % orders/) });
  });
});

describe('an A/B test of a fixed time with a goal', () => {
  it('is decided by it at its end, and not before', async () => {
    const { release, took } = await played(testing('a', 'duration'), selling(100, 150));
    expect(release.phase).toMatchObject({ outcome: 'succeeded' });
    expect(took).toBeGreaterThanOrEqual(testMs);
  });

  it('writes no more into the log than any other watch, and loses no visit', async () => {
    const { world, release } = await played(testing('ask', 'duration'), selling(100, 100));
    const entries = only(await world.events(), 'measured');
    expect(entries.length).toBeLessThan(90);
    const visits = entries.reduce((sum, { goal }) => sum + (goal?.b.visits ?? 0), 0);
    const kept = release.goal?.pieces.reduce((sum, { b }) => sum + b.visits, 0);
    expect(kept).toBe(visits);
    expect(visits).toBeGreaterThan(200_000);
  });
});
