import { describe, expect, it } from 'vitest';
import { makeTrainPlan } from '../../../src/strategies/train-plan.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const version = (name: string) => ({ version: name, image: `registry.example/checkout:${name}` });
const trainOf = (soakMs: number, onFailure: 'stop' | 'rollback' = 'stop') => ({ train: { soakMs, onFailure } });
const staging = exampleTarget({ environment: 'staging', ...trainOf(60_000) });

const plan = (...targets: Parameters<typeof makeTrainPlan>[0]['targets']) =>
  makeTrainPlan({
    targets,
    strategy: null,
    from: version('2.4.0'),
    to: version('2.4.1'),
    replicas: 3,
    runningSince: null,
    notes: [],
  });

describe('the plan of a train', () => {
  it('soaks after each environment but the last, and not where that is 0', () => {
    const qa = exampleTarget({ environment: 'qa', ...trainOf(0) });
    const { steps, train } = plan(staging, qa, exampleTarget());
    expect(train?.stages).toEqual(['staging', 'qa', 'production']);
    expect(steps.map(({ action }) => action.kind)).toEqual([
      'release.run',
      'release.soak',
      'release.run',
      'release.run',
    ]);
  });

  it('takes back as the environment says in which it ends', () => {
    const stays = (made: ReturnType<typeof plan>) =>
      made.steps.flatMap(({ undo }) => undo).map((action) => action.kind === 'release.back' && action.stays);
    expect(stays(plan(staging, exampleTarget()))).toEqual([true, true]);
    expect(stays(plan(staging, exampleTarget(trainOf(0, 'rollback'))))).toEqual([false, false]);
  });

  it('moves nothing and asks nobody of its own, and lasts as long as its releases may', () => {
    const moved = exampleTarget({ releaseFlags: [], configuration: { versioned: 'all', secrets: true }, gates: {} });
    const { target, steps } = plan(staging, moved);
    expect(target).not.toHaveProperty('releaseFlags');
    expect(target).not.toHaveProperty('configuration');
    expect(target).not.toHaveProperty('gates');
    expect(target.approval.required).toBe(0);
    expect(target.limits.totalMs).toBe(steps.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0));
  });
});
