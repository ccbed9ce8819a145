import { describe, expect, it } from 'vitest';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { draft } from '../../../src/requests/draft.ts';
import { createLookAround } from '../../../src/requests/surroundings.ts';
import { patchObject } from '../../support/patch-object.ts';
import { sceneWith } from '../../support/preflight-scene.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const namespace = 'production';
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' };
const object = (apiVersion: string, kind: string, name: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
const policy = (name: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { podSelector: { matchLabels: { app: 'checkout' } } });
const second = object('apps/v1', 'Deployment', 'checkout-v2', {
  replicas: 4,
  selector: { matchLabels: { app: 'checkout' } },
  template: { metadata: { labels: { app: 'checkout' } }, spec: { containers: [{ name: 'app', image: 'a:1' }] } },
});

describe('a request for what may not be released like this', () => {
  it('is refused with all that stands in the way, and what to do about each', async () => {
    const { deps, kube } = await createRequestWorld();
    kube.put(second);
    await patchObject(kube, ref, { spec: { paused: true, strategy: { type: 'Recreate' } } });
    kube.journal.splice(0);
    const refused = await draft(deps, wants());
    if (refused.kind !== 'refused' || refused.refusal.code !== 'workload-unfit')
      throw new Error(JSON.stringify(refused));
    const { obstacles } = refused.refusal;
    expect(obstacles.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('is paused'),
      expect.stringContaining('strategy Recreate'),
      expect.stringContaining('Deployment checkout-v2 (4 pods)'),
    ]);
    expect(obstacles.filter(({ remedy }) => remedy.length <= 10)).toEqual([]);
    expect(kube.journal).toEqual([]);
  });

  it('is planned by a strategy that bears it', async () => {
    const { deps, kube } = await createRequestWorld();
    kube.put(second);
    await patchObject(kube, ref, { spec: { strategy: { type: 'Recreate' } } });
    expect(await draft(deps, wants({ strategy: 'recreate' }))).toMatchObject({ kind: 'drafted', refusal: null });
  });

  it('is told of a canary of what is scaled to 0 what to do instead', async () => {
    const { deps, kube } = await createRequestWorld();
    await patchObject(kube, ref, { spec: { replicas: 0 } });
    expect(await draft(deps, wants())).toMatchObject({
      refusal: { code: 'workload-unfit', obstacles: [{ remedy: expect.stringContaining('"with rolling"') }] },
    });
    for (const strategy of ['rolling', 'recreate']) {
      const drafted = await draft(deps, wants({ strategy }));
      expect(drafted.kind === 'drafted' && drafted.plan.notes.join()).toContain('stays at 0');
    }
  });
});

describe('what is no obstacle and should be known', () => {
  it('stands in the plan, and so in what is approved', async () => {
    const { deps, kube } = await createRequestWorld();
    const before = await draft(deps, wants());
    kube.put(policy('checkout'));
    const after = await draft(deps, wants());
    if (before.kind !== 'drafted' || after.kind !== 'drafted') throw new Error('not drafted');
    expect(before.plan.notes).toEqual([]);
    expect(after.plan.notes).toEqual([
      expect.stringMatching(
        /^NetworkPolicy checkout selects stable's .* What to do: have its selector match both with app In \(checkout, /,
      ),
    ]);
    expect(after.digest).not.toBe(before.digest);
    expect(after.plan.steps).toEqual(before.plan.steps);
  });

  it('is also that it could not be looked at: the release goes on', async () => {
    const { deps, kube } = await createRequestWorld();
    const error = new KubeError('forbidden', 'list networkpolicies: forbidden', 403);
    kube.fail({ verb: 'list', kind: 'NetworkPolicy', error });
    kube.fail({ verb: 'list', kind: 'DestinationRule', error });
    const drafted = await draft(deps, wants());
    expect(drafted.kind === 'drafted' && drafted.plan.notes).toEqual([
      expect.stringContaining('Sluice may not list them in production'),
      expect.stringContaining("Whether networkpolicies in production stand in the way can't be told"),
    ]);
  });

  it('is a selector in words that Kubernetes does not know, which the API server takes in objects of others', async () => {
    const { deps, kube } = await createRequestWorld();
    const selector = { matchExpressions: [{ key: 'app', operator: 'in', values: ['checkout'] }] };
    kube.put(object('monitoring.coreos.com/v1', 'ServiceMonitor', 'odd', { selector }));
    const drafted = await draft(deps, wants());
    expect(drafted.kind === 'drafted' && drafted.plan.notes).toEqual([
      expect.stringContaining('Sluice cannot read ServiceMonitor odd'),
    ]);
  });

  it('is nothing where the cluster does not know the kind', async () => {
    const { deps, kube } = await createRequestWorld();
    kube.forget({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });
    kube.forget({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' });
    const drafted = await draft(deps, wants());
    expect(drafted.kind === 'drafted' && drafted.plan.notes).toEqual([]);
  });

  it('names the label that sets the candidate apart, where it is not the usual one', async () => {
    const { deps, kube } = await createRequestWorld();
    const labels = { app: 'checkout', tier: 'web' };
    await patchObject(kube, ref, {
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    });
    await patchObject(kube, { ...ref, apiVersion: 'v1', kind: 'Service' }, { spec: { selector: labels } });
    const start = async () => {
      const drafted = await draft(deps, wants());
      const steps = drafted.kind === 'drafted' ? drafted.plan.steps : [];
      return steps.find(({ action }) => action.kind === 'candidate.start')?.action;
    };
    expect(await start()).toEqual({ kind: 'candidate.start', replicas: 1 });
    kube.put(policy('checkout'));
    expect(await start()).toEqual({ kind: 'candidate.start', replicas: 1, apart: 'tier' });
  });
});

describe('looking around', () => {
  it('reads what plans that are asked for at once have in common only once', async () => {
    const { kube } = await createRequestWorld();
    let lists = 0;
    const list = (...args: Parameters<typeof kube.list>) => {
      lists += 1;
      return kube.list(...args);
    };
    const counting = { ...kube, list };
    const lookAround = createLookAround(() => counting);
    await lookAround(sceneWith());
    const alone = lists;
    await Promise.all(Array.from({ length: 50 }, () => lookAround(sceneWith())));
    expect(lists).toBe(2 * alone);
  });

  it('says what it cannot read of an object, and goes on', async () => {
    const { kube } = await createRequestWorld();
    kube.put({
      ...object('v1', 'ResourceQuota', 'odd', { hard: 'none' }),
      metadata: { name: 'odd', namespace: 'shop' },
    });
    const { unseen } = await createLookAround(() => kube)(sceneWith());
    expect(unseen).toEqual([{ resource: 'resourcequotas', why: { detail: 'Sluice cannot read ResourceQuota odd' } }]);
  });
});
