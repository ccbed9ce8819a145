import { describe, expect, it } from 'vitest';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const kept = (written: object) => writtenStrategy.parse(written);
const waysOf = (written: object) => kindOfStrategy(kept(written)).quickBack(kept(written));

describe('the quickest way back', () => {
  it.each([
    ['canary', { kind: 'canary' }],
    ['A/B test', { kind: 'ab-test' }],
    ['dark launch', { kind: 'dark-launch' }],
    ['blue-green', { kind: 'blue-green', preview: { mirror: 10 }, promote: 'by-hand' }],
  ])('of a %s moves everybody in one write, or else is rolled', (_what, written) => {
    expect(waysOf(written)).toMatchObject([
      { kind: 'blue-green', soakMs: 60_000, keepMs: 60_000 },
      { kind: 'rolling', bakeMs: 60_000 },
    ]);
  });

  it('of partitions, such as those of a StatefulSet, stops at none of them', () => {
    const written = { kind: 'rolling', partitions: [{ pods: 1, bake: '10m' }], bake: '5m' };
    expect(waysOf(written)).toEqual([{ kind: 'rolling', bakeMs: 60_000 }]);
  });

  it('of what must not run twice takes the old pods away first all the same', () => {
    expect(waysOf({ kind: 'recreate', bake: '10s' })).toEqual([{ kind: 'recreate', bakeMs: 10_000 }]);
  });

  it('tries the requests of a smoke test, and waits for no Job and no other service', () => {
    const smoke = [{ path: '/healthz' }];
    const [first] = waysOf({ kind: 'blue-green', smoke, 'smoke-webhook': { url: 'https://ci.example/smoke' } });
    const steps = makePlan({
      target: exampleTarget(),
      strategy: kept({ kind: 'blue-green', ...{ smoke } }),
      precision: 'exact',
      snapshot: { image: 'r/app:2.5.1', replicas: 3, runningSince: null },
      from: { version: '2.5.1', image: 'r/app:2.5.1' },
      to: { version: '2.4.1', image: 'r/app:2.4.1' },
      rollback: { pace: 'at-once' },
    });
    expect(first).toMatchObject({ kind: 'blue-green', smoke: [{ path: '/healthz' }] });
    expect(first).not.toHaveProperty('smokeHook');
    expect(steps.rollback).toEqual({ pace: 'at-once' });
  });
});
