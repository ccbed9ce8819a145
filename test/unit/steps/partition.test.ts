import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { letGo } from '../../../src/steps/partition.ts';
import { kindOf } from '../../../src/workloads/of-target.ts';
import { partition } from '../../../src/workloads/stateful-set/partition.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fenceOf } from '../../support/fence.ts';
import { stepContext } from '../../support/step-context.ts';

const strategy = { kind: 'rolling', partitions: [{ pods: 1, bakeMs: 6000 }], bakeMs: 6000 };
const ref = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'shop', name: 'checkout' };

const { hold } = partition;
const partitionOf = (object: KubeObject) =>
  (object['spec'] as { updateStrategy?: { rollingUpdate?: { partition?: number } } }).updateStrategy?.rollingUpdate
    ?.partition;

/** A StatefulSet with a partition of its own, of which one pod has the new version by now. */
async function midway() {
  const world = await createEngineWorld({
    strategy,
    kind: 'stateful-set',
    router: 'replicas',
    prepare: (kube) => {
      const set = kube.see(ref);
      kube.put({ ...set, spec: { ...(set['spec'] as object), updateStrategy: { rollingUpdate: { partition: 2 } } } });
    },
  });
  return world;
}

describe('the partition of a StatefulSet', () => {
  it('is the user’s own again at the end, and nothing tells of the release', async () => {
    const world = await midway();
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    const set = world.kube.see(ref);
    expect(partitionOf(set)).toBe(2);
    expect(Object.keys(set.metadata.annotations ?? {}).filter((key) => key.includes('sluice'))).toEqual([]);
  });

  it('is left alone where somebody else has set it', async () => {
    const { kube, plan } = await midway();
    const set = kube.see(ref);
    const fieldsV1 = { 'f:spec': { 'f:updateStrategy': { 'f:rollingUpdate': { 'f:partition': {} } } } };
    const edited = { manager: 'kubectl-edit', operation: 'Update', apiVersion: 'apps/v1', fieldsV1 };
    kube.put({ ...hold(set, 3), metadata: { ...set.metadata, managedFields: [edited] } });
    const stable = kindOf(plan.target).read(kube.see(ref));
    const context = stepContext({ kube, plan, release: 'r1', fence: fenceOf('r1', 1) });
    expect(await letGo(context, stable)).toBeNull();
    expect(partitionOf(kube.see(ref))).toBe(3);
  });
});
