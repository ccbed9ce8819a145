import { describe, expect, it } from 'vitest';
import { describeStep, lineOfStep, planLines } from '../../../src/words/steps.ts';
import { examplePlan } from '../../support/release-plan.ts';

const plan = examplePlan();
const byPods = examplePlan({ target: { router: { kind: 'replicas' } } });
const said = (of: typeof plan) => planLines(of).map(({ what }) => what.plain);

describe('the lines of a plan', () => {
  it('name the routes that the candidate is added to, and nothing of them where there are none', () => {
    expect(said(plan)[0]).toBe('add 2.4.1 to the routes, without traffic, then start 1 candidate pod');
    expect(said(byPods)[0]).toBe('start 1 candidate pod');
  });

  it('are the ones that a step is counted by', () => {
    const lines = said(plan);
    const counted = plan.steps.map((_, index) => lineOfStep(plan, index));
    expect(new Set(counted.map(({ of }) => of))).toEqual(new Set([lines.length]));
    expect([...new Set(counted.map(({ line }) => line))]).toEqual(lines.map((_, index) => index + 1));
    expect(lineOfStep(plan, plan.steps.length)).toEqual({ line: lines.length, of: lines.length });
  });
});

describe('a step while it runs', () => {
  const at = (of: typeof plan, kind: string) =>
    describeStep(
      of,
      of.steps.findLastIndex(({ action }) => action.kind === kind),
    ).plain;

  it('is found in its line of the plan', () => {
    expect(said(plan)[0]).toContain(at(plan, 'route.prepare'));
    expect(said(plan)[0]).toContain(at(plan, 'candidate.start'));
    expect(at(plan, 'candidate.remove')).toBe('clean up: remove the candidate');
  });

  it('that has nothing to do is called by the next', () => {
    expect(at(byPods, 'route.prepare')).toBe('start 1 candidate pod');
  });

  it('is nothing behind the last', () => {
    expect(describeStep(plan, plan.steps.length).plain).toBe('');
  });
});
