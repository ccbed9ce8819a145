import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { targetOfTrace } from '../../../src/recovery/restore.ts';
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

  it('the service is found by what any provider has marked, and no object of another kind that has its name', () => {
    const target = exampleTarget({ router: { kind: 'replicas' } });
    const trace = (name: string) => ({
      cluster: target.cluster,
      namespace: target.namespace,
      seen: [{ release: 'r7', fencingToken: 3, name, object: route, sealed: true }],
    });
    expect(targetOfTrace(trace('HTTPRoute checkout'), [target], () => [refOf(route)])).toBe(target);
    expect(targetOfTrace(trace('Deployment checkout-candidate'), [target])).toBe(target);
    expect(targetOfTrace(trace('HTTPRoute other'), [target], () => [refOf(route)])).toBeNull();
    const unreadable = exampleTarget({ router: { kind: 'magic' } });
    expect(targetOfTrace(trace('Deployment checkout'), [unreadable])).toBe(unreadable);
    expect(targetOfTrace(trace('HTTPRoute checkout'), [unreadable])).toBeNull();
  });

  it('a router that this version does not know is told: nobody has looked at its objects', async () => {
    const { traces, unseen } = await scan(world(exampleTarget({ router: { kind: 'magic' } })));
    expect(traces).toEqual([]);
    expect(unseen).toEqual([expect.stringMatching(/^namespace shop of cluster eu-1: .*routers 'magic'/)]);
  });
});
