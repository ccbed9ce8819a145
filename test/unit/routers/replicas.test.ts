import { describe, expect, it } from 'vitest';
import { labels } from '../../../src/domain/names.ts';
import { byWeight } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const context = { plan: examplePlan(), target, fence: fenceOf('r-1', 1), routesWritten: true };
const service = (spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'checkout', namespace: 'shop' },
  spec,
});

function pod(name: string, own: Record<string, string>, ready = true, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: own, ...more },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

function candidate(release: string): KubeObject {
  const metadata = { name: 'checkout-candidate', namespace: 'shop', labels: { [labels.release]: release } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 3, paused: false } };
}

function router(...objects: KubeObject[]) {
  const kube = createFakeKube({ objects });
  return { kube, router: createRouter({ clusters: () => kube }, { kind: 'replicas' }) };
}

describe('traffic by the number of pods', () => {
  const app = { app: 'checkout' };
  const track = { ...app, [labels.track]: 'candidate' };

  it('counts only pods behind the Service that are ready and stay', async () => {
    const { router: pods } = router(
      service({ selector: app }),
      pod('s-1', app),
      pod('s-2', app),
      pod('s-3', app),
      pod('s-4', app, false),
      pod('s-5', app, true, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      pod('c-1', track),
      pod('c-2', track, false),
      pod('other', { app: 'cart' }),
    );
    expect(await pods.share(context)).toBe(25);
  });

  it('is none where there are no pods, or no Service', async () => {
    expect(await router(service({ selector: app })).router.share(context)).toBe(0);
    expect(await router(pod('c-1', track)).router.share(context)).toBe(0);
  });

  it('of a worker without a Service is that of the pods of its Deployment', async () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout', namespace: 'shop' },
      spec: { selector: { matchLabels: app } },
    };
    const worker = exampleTarget({ namespace: 'shop', workload: { ...target.workload, service: null } });
    const { router: pods } = router(deployment, pod('s-1', app), pod('c-1', track));

    expect(await pods.check(worker)).toBeNull();
    expect(await pods.share({ ...context, target: worker })).toBe(50);
  });

  it('goes back to stable at once by taking all pods from the candidate', async () => {
    const { kube, router: pods } = router(candidate('r-1'));
    await pods.shift(context, byWeight(50));
    expect(kube.journal).toEqual([]);

    await pods.shift(context, byWeight(0));
    await pods.shift(context, byWeight(0));
    expect(
      kube.see({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout-candidate' })['spec'],
    ).toEqual({ replicas: 0, paused: false });
    expect(kube.journal).toHaveLength(1);
  });

  it("does not touch another release's candidate", async () => {
    const { kube, router: pods } = router(candidate('r-9'));
    await pods.shift(context, byWeight(0));
    expect(kube.journal).toEqual([]);
  });

  it('needs a Service that selects pods', async () => {
    expect(await router().router.check(target)).toBe('Service shop/checkout does not exist');
    expect(await router(service({})).router.check(target)).toContain('has no selector');
    expect(await router(service({ selector: app })).router.check(target)).toBeNull();
  });
});
