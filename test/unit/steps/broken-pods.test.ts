import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { removeBroken } from '../../../src/steps/broken-pods.ts';
import { kindOf } from '../../../src/workloads/of-target.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';
import { stepContext } from '../../support/step-context.ts';

const plan = examplePlan({
  target: exampleTarget({ workload: { ...exampleTarget().workload, kind: 'stateful-set' } }),
});
const { namespace } = plan.target;
const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'checkout', uid: 'uid-of-set', controller: true };

function podOf(name: string, image: string, ready: boolean, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `uid-of-${name}`,
      labels: { app: 'checkout', 'controller-revision-hash': image },
      ownerReferences: [owner],
      ...more,
    },
    spec: { containers: [{ name: plan.target.workload.container, image }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

/** Stable with the old template again, which its controller has seen up to this generation. */
function setSeen(observedGeneration: number): KubeObject {
  const containers = [{ name: plan.target.workload.container, image: plan.from.image }];
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'checkout', namespace, uid: 'uid-of-set', generation: 3 },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: 'checkout' } },
      template: { metadata: { labels: { app: 'checkout' } }, spec: { containers } },
    },
    status: { observedGeneration },
  };
}

async function left(seen: number): Promise<string[]> {
  const { to, from } = plan;
  const kube = createFakeKube({
    objects: [
      podOf('checkout-0', from.image, true),
      podOf('checkout-1', from.image, false),
      podOf('checkout-2', to.image, true),
      podOf('checkout-3', to.image, false),
      podOf('stranger', to.image, false, { ownerReferences: [{ ...owner, uid: 'another' }] }),
    ],
  });
  const stable = kindOf(plan.target).read(setSeen(seen));
  await removeBroken(stepContext({ kube, plan, release: 'r1', fence: fenceOf('r1', 1) }), stable);
  return kube.all().map(({ metadata }) => metadata.name);
}

describe('the way back of a StatefulSet', () => {
  it('takes away the pods of the withdrawn version that are not ready, and no others', async () => {
    expect(await left(3)).toEqual(['checkout-0', 'checkout-1', 'checkout-2', 'stranger']);
  });

  it('takes none away before its controller has seen the old template: it would make the same again', async () => {
    expect(await left(2)).toHaveLength(5);
  });
});
