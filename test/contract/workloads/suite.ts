import { describe, expect, it, vi } from 'vitest';
import { ownsField } from '../../../src/platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../../../src/platform/kube.ts';
import { workloadKinds } from '../../../src/workloads/index.ts';
import { podKind } from '../../../src/workloads/objects/refs.ts';
import { labelText, selectorText } from '../../../src/workloads/objects/selector.ts';
import { soon } from '../cluster/rollout-stage.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { type Subject, workloadStage } from './stage.ts';

/** A pod template with these labels. */
function podTemplate(labels: Record<string, string>, spec: object = { containers: [{ name: 'app', image: 'w:1' }] }) {
  return { metadata: { labels }, spec };
}

/** What Sluice knows as no controller of pods. */
const other = { apiVersion: 'v1', kind: 'ConfigMap' };

const app = (image: string) => new Map([['app', image]]);

/** What every kind of workload must be able to do, on a cluster with its controllers. */
export function workloadSuite(target: () => ClusterTarget, subject: Subject): void {
  const { kind, manifest } = subject;
  describe(`${kind.kind} as a workload`, () => {
    const stage = workloadStage(target, subject);
    /** Its status says that it has given up, and what the API server refuses; of the others only events do. */
    const tells = kind === workloadKinds.deployment;
    const copyingOf = () => {
      if (kind.copying.can) return kind.copying;
      throw new Error('it cannot be copied');
    };
    const labels = { 'sluice.dev/track': 'candidate', 'sluice.dev/workload': 'web' };
    const runs = (image: string) => (workload: { settled: boolean; images: ReadonlyMap<string, string> }) =>
      workload.settled && workload.images.get('app') === image;

    async function given(spec: object = {}): Promise<void> {
      await stage.create(manifest('web', 'w:1', spec));
      await stage.until('web', runs('w:1'));
    }

    /** Resolves with the pods of this image that are not ready, once there are some. */
    async function brokenPods(image: string): Promise<KubeObject[]> {
      return vi.waitFor(async () => {
        const pods = await kind.pods(stage.kube, await stage.read('web'), 'app');
        const broken = pods.filter((pod) => pod.image === image && !pod.ready && !pod.leaving);
        expect(broken).not.toEqual([]);
        return broken.map(({ pod }) => pod);
      }, soon);
    }

    /** As a release does on its way back. */
    async function removeWaitedFor(image: string): Promise<void> {
      if (!kind.stages.can) return;
      await stage.until('web', ({ object }) => kind.waitsForBroken(object));
      const pods = await kind.pods(stage.kube, await stage.read('web'), 'app');
      const broken = pods.filter((pod) => pod.image !== image && !pod.ready);
      expect(broken).not.toEqual([]);
      for (const { pod } of broken)
        await stage.kube.remove({ ...podKind, namespace: stage.namespace, name: pod.metadata.name });
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
      const size = kind.sizing.can ? 3 : 2;
      expect(held).toMatchObject({ replicas: size, settled: false });
      expect(held.images.get('app')).toBe('w:2');
      await brokenPods('w:2');
      stage.kubelet.hold(() => false);
      await stage.change('web', (object) => kind.withImages(object, app('w:3')));
      await removeWaitedFor('w:3');
      expect((await stage.until('web', runs('w:3'))).ready).toBe(size);
    });

    it('goes back from a version that never becomes ready, once what its controller waits for is gone', async () => {
      await given();
      stage.kubelet.hold((image) => image === 'w:2');
      await stage.change('web', (object) => kind.withImages(object, app('w:2')));
      await brokenPods('w:2');
      await stage.change('web', (object) => kind.withImages(object, app('w:1')));
      await removeWaitedFor('w:1');
      expect((await stage.until('web', runs('w:1'))).ready).toBe(2);
    });

    it('knows its own pods, and what each of them runs', async () => {
      await given();
      const containers = [{ name: 'app', image: 'w:1' }];
      // Somebody else's: a DaemonSet takes what it selects and nobody has for its own.
      const { namespace } = stage;
      const { uid = '' } = (await stage.kube.create({ ...other, metadata: { name: 'other', namespace } })).metadata;
      const ownerReferences = [{ ...other, name: 'other', uid, controller: true }];
      const stranger = { name: 'stranger', namespace, labels: { app: 'web' }, ownerReferences };
      await stage.kube.create({ ...podKind, metadata: stranger, spec: { containers } });
      const own = await kind.pods(stage.kube, await stage.read('web'), 'app');
      expect(own.map((pod) => [pod.image, pod.ready, pod.leaving])).toEqual(Array(2).fill(['w:1', true, false]));
      expect(own.filter(({ pod }) => kind.ownerOf(pod)?.workload !== 'web')).toEqual([]);
      const found = await stage.kube.get({ ...podKind, namespace, name: 'stranger' });
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

    it.runIf(tells)('says that a quota lets it make no pods, and when that is over', async () => {
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

    it.runIf(kind.copying.can)(
      'is copied: the copy runs the new image in pods that only its own labels find',
      async () => {
        await given();
        const copying = copyingOf();
        const as = { labels, images: app('w:2') };
        const { namespace } = stage;
        const { object } = await stage.read('web');
        const copied = { ...as, name: 'web-candidate', namespace, annotations: {}, podLabels: {}, replicas: 1 };
        const made = await stage.kube.create(copying.copy(object, copied));
        expect(copying.isCopy(made, as)).toBe(true);
        expect(copying.isCopy(object, as)).toBe(false);
        await stage.until('web-candidate', runs('w:2'));
        expect(await stage.kube.list(podKind, namespace, labelText(labels))).toHaveLength(1);
        expect(await kind.pods(stage.kube, await stage.read('web'), 'app')).toHaveLength(2);
      },
    );

    it.runIf(kind.copying.can)(
      'knows what of its template is another one than at first, and that it is back',
      async () => {
        await given();
        const changes = async () => copyingOf().templateChanges(stage.kube, await stage.read('web'));
        expect(await changes()).toEqual([]);
        await stage.change('web', (object) => kind.withReplicas(object, 1));
        expect(await changes()).toEqual([]);
        await stage.change('web', (object) => withEnvironment(object, [{ name: 'A', value: 'secret' }]));
        await vi.waitFor(async () => expect(await changes()).toEqual(['env of container app']), soon);
        await stage.change('web', (object) => withEnvironment(object, [{ name: 'A', value: '1' }]));
        await vi.waitFor(async () => expect(await changes()).toEqual([]), soon);
      },
    );

    it('tells the pods of its present revision by labels', async () => {
      await given();
      const found = await kind.revisionLabels(stage.kube, await stage.read('web'));
      expect(await stage.kube.list(podKind, stage.namespace, labelText(found ?? {}))).toHaveLength(2);
      expect(found).not.toBeNull();
    });

    it.runIf(kind.stages.can)('is held at some of its pods, and gives the others the new template', async () => {
      const { stages } = kind;
      if (!stages.can) throw new Error('it cannot be held');
      await given({ replicas: 3 });
      expect(stages.held((await stage.read('web')).object)).toBe(0);
      await stage.change('web', (object) => stages.hold(kind.withImages(object, app('w:2')), 2));
      const images = async () => {
        const pods = await kind.pods(stage.kube, await stage.read('web'), 'app');
        expect(pods.map(({ ready }) => ready)).toEqual(Array(3).fill(true));
        return pods.map(({ image }) => image).sort();
      };
      await vi.waitFor(async () => expect(await images()).toEqual(['w:1', 'w:1', 'w:2']), soon);
      const held = await stage.until('web', ({ ready }) => ready === 3);
      expect(held).toMatchObject({ rolled: false, settled: false });
      expect(stages.held(held.object)).toBe(2);
      expect(kind.rollout(held.object)?.held?.detail).toContain('the partition 2');
      expect(ownsField(held.object, stages.field, fieldManager)).toBe(true);
      await stage.change('web', (object) => stages.hold(object, 0));
      expect((await stage.until('web', runs('w:2'))).ready).toBe(3);
    });

    it.runIf(!tells)('says that it replaces no pod by itself, where it is told so', async () => {
      await given({ updateStrategy: { type: 'OnDelete' } });
      await stage.change('web', (object) => kind.withImages(object, app('w:2')));
      const web = await stage.until('web', ({ rolled }) => !rolled);
      expect(kind.rollout(web.object)?.onDelete?.detail).toContain('OnDelete');
    });

    it.runIf(tells)('says when its controller has given up, and not before it was asked', async () => {
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

function withEnvironment(object: KubeObject, env: object[]): KubeObject {
  const spec = object['spec'] as { template: { spec: { containers: object[] } } };
  const containers = spec.template.spec.containers.map((each) => ({ ...each, env }));
  return { ...object, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } } };
}
