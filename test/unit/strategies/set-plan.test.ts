import { describe, expect, it } from 'vitest';
import { makeSetPlan, type SetStage, targetOfSet } from '../../../src/strategies/set-plan.ts';
import { planLines } from '../../../src/words/steps.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const version = (name: string) => ({ version: name, image: `registry.example/app:${name}` });

function stage(service: string, change: Partial<SetStage> = {}): SetStage {
  return {
    target: exampleTarget({ service, channel: service, mention: [`@${service}`] }),
    strategy: 'rolling',
    from: version('1.0.0'),
    to: version('1.1.0'),
    replicas: 3,
    estimateMs: 60_000,
    ...change,
  };
}

const search = stage('search', {
  target: exampleTarget({ service: 'search', protected: false, mention: ['@search'] }),
});
const checkout = stage('checkout', { from: version('2.4.0'), to: version('2.4.1'), estimateMs: 120_000 });
const target = targetOfSet('shop', null, [search.target, checkout.target]);
const plan = (back: boolean) => makeSetPlan({ target, stages: [search, checkout], back, notes: ['mail is left out'] });

describe('the plan of a set', () => {
  it('shows every service with its two versions, and takes as long as all of their releases', () => {
    const made = plan(false);
    expect(made.train).toEqual({ kind: 'set', stages: ['search', 'checkout'], onFailure: 'rollback' });
    expect(planLines(made).map(({ what }) => what.plain)).toEqual([
      'search 1.0.0 → 1.1.0: rolling, after 1 approval of its own',
      'checkout 2.4.0 → 2.4.1: rolling, after 1 approval of its own',
    ]);
    expect(made.estimateMs).toBe(180_000);
    expect(made.notes).toEqual(['mail is left out']);
  });

  it('takes each of them back where a later one fails', () => {
    const undo = plan(false).steps.flatMap((step) => step.undo);
    expect(undo).toMatchObject([
      { kind: 'release.back', service: 'search', version: '1.1.0', from: '1.0.0', stays: false },
      { kind: 'release.back', service: 'checkout', version: '2.4.1', from: '2.4.0', stays: false },
    ]);
  });

  it('leaves what is back where it is, when the set goes back', () => {
    const made = plan(true);
    expect(made.train).toEqual({ kind: 'set', stages: ['search', 'checkout'], onFailure: 'stop', back: true });
    expect(made.steps.map(({ action }) => action)).toMatchObject([{ backwards: true }, { backwards: true }]);
    expect(made.steps.flatMap((step) => step.undo)).toMatchObject([
      { backwards: true, stays: true },
      { backwards: true, stays: true },
    ]);
  });

  it('is called by its own name, told where its last service is, and calls whom any of them concerns', () => {
    expect(target).toMatchObject({ service: 'shop', channel: 'checkout', protected: true, links: {} });
    expect(target.mention).toEqual(['@search', '@checkout']);
    expect(targetOfSet('shop', 'all-of-us', [search.target]).channel).toBe('all-of-us');
    expect(plan(false).target.approval.required).toBe(0);
  });
});
