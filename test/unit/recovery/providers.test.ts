import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { scan } from '../../../src/recovery/scan.ts';
import { createFakeKube, refOf } from '../../support/fake-kube.ts';
import { sealed, testSeals } from '../../support/fence.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const route: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'checkout', namespace: 'shop', annotations: { 'sluice.dev/fence': 'r7/3' } },
};

function world(target = exampleTarget({ router: { kind: 'replicas' } })) {
  const kube = createFakeKube({ cluster: target.cluster, objects: [sealed(route)] });
  const store = { fencingToken: async () => null };
  return { store, clusters: () => kube, seals: testSeals, targets: () => [target] };
}

describe('after the loss of Redis', () => {
  it('marks are found on the objects of any provider', async () => {
    const { traces, unseen } = await scan(world(), () => [refOf(route)]);
    expect(unseen).toEqual([]);
    expect(traces).toMatchObject([{ release: 'r7', finding: 'orphan', seen: [{ name: 'HTTPRoute checkout' }] }]);
  });

  it('a router that this version does not know is told: nobody has looked at its objects', async () => {
    const { traces, unseen } = await scan(world(exampleTarget({ router: { kind: 'magic' } })));
    expect(traces).toEqual([]);
    expect(unseen).toEqual([expect.stringMatching(/^namespace shop of cluster eu-1: .*routers 'magic'/)]);
  });
});
