import { describe, expect, it, vi } from 'vitest';
import { ownsField } from '../../../src/platform/kube/ownership.ts';
import { fieldManager } from '../../../src/platform/kube.ts';
import { podKind } from '../../../src/workloads/objects/refs.ts';
import { labelText, selectorText } from '../../../src/workloads/objects/selector.ts';
import { soon } from '../cluster/rollout-stage.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { type Subject, workloadStage } from './stage.ts';

/** A pod template with these labels. */
function podTemplate(labels: Record<string, string>, spec: object = { containers: [{ name: 'app', image: 'w:1' }] }) {
  return { metadata: { labels }, spec };
}

const app = (image: string) => new Map([['app', image]]);

/** What every kind of workload must be able to do, on a cluster with its controllers. */
export function workloadSuite(target: () => ClusterTarget, subject: Subject): void {
  const { kind, manifest } = subject;
  describe(`${kind.kind} as a workload`, () => {
    const stage = workloadStage(target, subject);
    const labels = { 'sluice.dev/track': 'candidate', 'sluice.dev/workload': 'web' };
    const runs = (image: string) => (workload: { settled: boolean; images: ReadonlyMap<string, string> }) =>
      workload.settled && workload.images.get('app') === image;

    async function given(spec: object = {}): Promise<void> {
      await stage.create(manifest('web', 'w:1', spec));
      await stage.until('web', runs('w:1'));
    }

    it('tells its size, its image and when it was rolled out, and settles', async () => {
      await given();
      const workload = await stage.read('web');
      expect(workload).toMatchObject({ replicas: 2, ready: 2, rolled: true, settled: true });
      expect(workload.rolledOutAt).toBeGreaterThan(Date.UTC(2020));
      expect(kind.selector(workload.object)).toEqual(workload.selector);
      expect(kind.readable({ ...workload.object, spec: {} })).toBeNull();
    });

    it('takes an image and a size, and is not settled before all pods have it', async () => {
      await given();
      stage.kubelet.hold((image) => image === 'w:2');
      await stage.change('web', (object) => kind.withReplicas(kind.withImages(object, app('w:2')), 3));
      const held = await stage.read('web');
      expect(held).toMatchObject({ replicas: 3, settled: false });
      expect(held.images.get('app')).toBe('w:2');
      stage.kubelet.hold(() => false);
      await stage.change('web', (object) => kind.withImages(object, app('w:3')));
      expect((await stage.until('web', runs('w:3'))).ready).toBe(3);
    });

    it('knows its own pods, and what each of them runs', async () => {
      await given();
      const containers = [{ name: 'app', image: 'w:1' }];
      const stranger = { name: 'stranger', namespace: stage.namespace, labels: { app: 'web' } };
      await stage.kube.create({ ...podKind, metadata: stranger, spec: { containers } });
      const own = await kind.pods(stage.kube, await stage.read('web'), 'app');
      expect(own.map((pod) => [pod.image, pod.ready, pod.leaving])).toEqual(Array(2).fill(['w:1', true, false]));
      expect(own.filter(({ pod }) => kind.ownerOf(pod)?.workload !== 'web')).toEqual([]);
      const found = await stage.kube.get({ ...podKind, namespace: stage.namespace, name: 'stranger' });
      expect(found ? kind.ownerOf(found) : 'not found').toBeNull();
    });

    it('knows them from a sibling’s of the same labels and image, also by the pod alone', async () => {
      const selector = {
        matchLabels: { app: 'web' },
        matchExpressions: [{ key: 'part', operator: 'In', values: ['front'] }],
      };
      const labelled = (part: string) => ({ template: podTemplate({ app: 'web', part }) });
      await given({ selector, ...labelled('front') });
      const siblings = { matchLabels: { app: 'web', part: 'front', of: 'cron' } };
      const template = podTemplate({ app: 'web', part: 'front', of: 'cron' });
      await stage.create(manifest('web-cron', 'w:1', { selector: siblings, template }));
      await stage.until('web-cron', runs('w:1'));
      const web = await stage.read('web');
      const own = await kind.pods(stage.kube, web, 'app');
      expect(own).toHaveLength(2);
      const found = await stage.kube.list(podKind, stage.namespace, selectorText(web.selector));
      const owners = found.map((pod) => kind.ownerOf(pod)?.workload).sort();
      expect(owners).toEqual(['web', 'web', 'web-cron', 'web-cron']);
      const revisions = new Set(own.map(({ pod }) => kind.ownerOf(pod)?.revision ?? ''));
      const images = await kind.revisionImages(stage.kube, web);
      expect([...revisions].map((revision) => images.get(revision)?.get('app'))).toEqual(['w:1']);
    });

    it('takes images of several containers at once, and names the field of each', async () => {
      const containers = [
        { name: 'app', image: 'w:1' },
        { name: 'jobs', image: 'w:1' },
        { name: 'proxy', image: 'p:1' },
      ];
      const spec = { initContainers: [{ name: 'migrate', image: 'w:0' }], containers };
      await given({ template: podTemplate({ app: 'web' }, spec) });
      const images = new Map(['app', 'jobs', 'migrate'].map((name) => [name, 'w:2']));
      await stage.change('web', (object) => kind.withImages(object, images));
      const web = await stage.until('web', runs('w:2'));
      expect(Object.fromEntries(web.images)).toEqual({ app: 'w:2', jobs: 'w:2', migrate: 'w:2', proxy: 'p:1' });
      expect([...web.initContainers]).toEqual(['migrate']);
      const owned = ['app', 'jobs', 'migrate'].map((name) =>
        ownsField(web.object, kind.fields.image(web, name), fieldManager),
      );
      expect(owned).toEqual([true, true, true]);
      expect(ownsField(web.object, kind.fields.image(web, 'nobody'), fieldManager)).toBe(false);
    });

    it('says that a quota lets it make no pods, and when that is over', async () => {
      await given({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
      const ref = { apiVersion: 'v1', kind: 'ResourceQuota', namespace: stage.namespace, name: 'compute' };
      const full = { hard: { pods: '2' }, used: { pods: '2' } };
      const quota = { ...ref, metadata: { name: ref.name, namespace: ref.namespace }, spec: { hard: { pods: '2' } } };
      await stage.client.core.createNamespacedResourceQuota({ namespace: stage.namespace, body: quota });
      await vi.waitFor(async () => expect((await stage.kube.get(ref))?.['status']).toEqual(full), soon);
      await stage.change('web', (object) => kind.withImages(object, app('w:2')));
      await vi.waitFor(async () => {
        const refusal = kind.refusal((await stage.read('web')).object);
        expect(refusal).toMatchObject({ final: false, some: false });
        expect(refusal?.detail).toBe('exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2');
        expect(refusal?.since).toBeGreaterThan(Date.now() - 60_000);
      }, soon);
      await stage.kube.remove(ref);
      // Its controller tries again later each time.
      await stage.change('web', (object) => kind.withImages(object, app('w:3')));
      expect(kind.refusal((await stage.until('web', runs('w:3'))).object)).toBeNull();
    });

    it('is copied: the copy runs the new image in pods that only its own labels find', async () => {
      await given();
      const as = { labels, images: app('w:2') };
      const { namespace } = stage;
      const { object } = await stage.read('web');
      const copied = { ...as, name: 'web-candidate', namespace, annotations: {}, podLabels: {}, replicas: 1 };
      const made = await stage.kube.create(kind.copy(object, copied));
      expect(kind.isCopy(made, as)).toBe(true);
      expect(kind.isCopy(object, as)).toBe(false);
      await stage.until('web-candidate', runs('w:2'));
      expect(await stage.kube.list(podKind, namespace, labelText(labels))).toHaveLength(1);
      expect(await kind.pods(stage.kube, await stage.read('web'), 'app')).toHaveLength(2);
    });

    it('tells the pods of its present revision by labels', async () => {
      await given();
      const found = await kind.revisionLabels(stage.kube, await stage.read('web'));
      expect(await stage.kube.list(podKind, stage.namespace, labelText(found ?? {}))).toHaveLength(2);
      expect(found).not.toBeNull();
    });

    it('says when its controller has given up, and not before it was asked', async () => {
      const began = Date.now();
      await given({ progressDeadlineSeconds: 2 });
      stage.kubelet.hold((image) => image === 'w:bad');
      await stage.change('web', (object) => kind.withImages(object, app('w:bad')));
      expect(kind.trouble((await stage.read('web')).object, 0)).toBeNull();
      await vi.waitFor(async () => {
        const { object } = await stage.read('web');
        expect(kind.trouble(object, began)).toMatchObject({ code: 'progress-deadline', pod: 'web' });
        expect(kind.trouble(object, began + 3_600_000)).toBeNull();
      }, soon);
    });
  });
}
