import { describe, expect, it } from 'vitest';
import { workloadChange } from '../../../src/actions/facets.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { unsuited } from '../../../src/strategies/suits.ts';
import { kindOf } from '../../../src/workloads/of-target.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const from = { version: '2.4.0', image: 'registry.example/checkout:2.4.0' };
const to = { version: '2.4.1', image: 'registry.example/checkout:2.4.1' };
const workload = { kind: 'stateful-set', name: 'db' };

function planOf(strategy: Strategy, replicas: number, held = 0) {
  const target = exampleTarget({ strategy });
  const snapshot = { image: from.image, replicas, runningSince: null, held };
  return makePlan({ target, strategy, snapshot, from, to, precision: 'pods' });
}

/** Pods of the new version and how long they are watched, in order. */
function stagesOf({ steps }: ReturnType<typeof planOf>): string[] {
  return steps.flatMap(({ action }) => {
    if (action.kind === 'workload.partition') return [`${action.pods} (+${action.more})`];
    return action.kind === 'bake' ? [`${action.forMs / 1000} s`] : [];
  });
}

const staged = (...partitions: object[]) => writtenStrategy.parse({ kind: 'rolling', partitions, bake: '3m' });

describe('rolling by partitions', () => {
  it('goes on from stage to stage, each watched, and ends with all pods', () => {
    const plan = planOf(staged({ pods: 1, bake: '1m' }, { percent: 50 }), 5, 2);
    expect(stagesOf(plan)).toEqual(['1 (+1)', '60 s', '3 (+2)', '120 s', '5 (+2)', '180 s']);
    expect(plan.notes).toEqual([]);
    const [first] = plan.steps;
    expect(first?.action).toMatchObject({ image: to.image, replicas: 5, before: 2 });
    expect(plan.steps.at(-1)?.action.kind).toBe('verify.clean');
  });

  it('is undone by the old image, whatever stage it is at', () => {
    const { steps } = planOf(staged({ pods: 1 }, { pods: 3 }), 4);
    const undone = steps.filter(({ action }) => workloadChange(action) !== null).map(({ undo }) => undo);
    const back = [{ kind: 'workload.update', image: from.image, replicas: 4 }, { kind: 'verify.clean' }];
    expect(undone).toEqual([back, back, back]);
  });

  it('watches longer where a stage brings no pod more, and says so', () => {
    const plan = planOf(staged({ percent: 10, bake: '1m' }, { percent: 20, bake: '1m' }, { pods: 9, bake: '1m' }), 4);
    expect(stagesOf(plan)).toEqual(['1 (+1)', '120 s', '4 (+3)', '240 s']);
    expect(plan.notes).toEqual(['checkout has 4 pods: 4 partitions become 2.']);
    expect(planOf(staged({ pods: 1 }), 1).notes).toEqual(['checkout has one pod: 2 partitions become 1.']);
  });

  it('is for StatefulSets: the others say why they cannot be held', () => {
    const reason = (kind: string) =>
      unsuited(staged({ pods: 1 }), kindOf({ workload: { ...workload, kind } }), 'it')?.detail;
    expect(reason('stateful-set')).toBeUndefined();
    expect(reason('deployment')).toContain('cannot hold the rollout of a Deployment');
    expect(reason('daemon-set')).toContain('cannot hold the rollout of a DaemonSet');
  });

  it.each([[{}], [{ percent: 0 }], [{ percent: 25, pods: 1 }], [{ pods: 0 }], [{ pods: 1, bake: 'soon' }]])(
    'a partition %j is refused by the catalogue',
    (partition) => {
      expect(writtenStrategy.safeParse({ kind: 'rolling', partitions: [partition] }).success).toBe(false);
    },
  );

  it('without partitions is what it was: kept and planned without them', () => {
    const plain = writtenStrategy.parse({ kind: 'rolling', bake: '3m' });
    expect(plain).toEqual({ kind: 'rolling', bakeMs: 180_000 });
    expect(planOf(plain, 4).steps.map(({ action }) => action.kind)).toEqual([
      'workload.update',
      'bake',
      'verify.clean',
    ]);
  });
});
