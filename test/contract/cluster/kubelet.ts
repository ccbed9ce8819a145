import { as, type Client, type WatchedEvent } from './client.ts';

export interface Kubelet {
  /** Pods whose image satisfies this stay unready until it changes. */
  hold(predicate: (image: string) => boolean): void;
  stop(): void;
}

interface PodSpec {
  nodeName?: string;
  affinity?: { nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector } };
  containers: { name: string; image: string }[];
}

interface NodeSelector {
  nodeSelectorTerms: { matchFields?: { values: string[] }[] }[];
}

/** The node that a pod is made for, where it is made for one. */
function nodeFor({ affinity }: PodSpec): string | undefined {
  const selector = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return selector?.nodeSelectorTerms[0]?.matchFields?.[0]?.values[0];
}

/**
 * Plays scheduler and node agent for one namespace by way of the public API: binds each pod, makes it ready by a
 * patch of its status, and removes it when it is told to stop.
 */
export async function startKubelet(client: Client, namespace: string, nodeName: string): Promise<Kubelet> {
  let held = (_image: string): boolean => false;
  let next = 1;
  const started = new Set<string>();
  const removed = new Set<string>();
  const watch = await client.watch(`/api/v1/namespaces/${namespace}/pods`);

  const handle = async ({ type, object }: WatchedEvent): Promise<void> => {
    const { name, uid } = object.metadata;
    if (type === 'DELETED') return;
    if (object.metadata.deletionTimestamp !== undefined) {
      if (removed.has(uid)) return;
      removed.add(uid);
      await client.core.deleteNamespacedPod({ name, namespace, body: { gracePeriodSeconds: 0 } });
      return;
    }
    const spec = object.spec as unknown as PodSpec;
    if (started.has(uid)) return;
    started.add(uid);
    if (spec.nodeName === undefined) {
      const target = { apiVersion: 'v1', kind: 'Node', name: nodeFor(spec) ?? nodeName };
      await client.core.createNamespacedPodBinding({ name, namespace, body: { metadata: { name }, target } });
    }
    next += 1;
    const ready = spec.containers.every(({ image }) => !held(image));
    const body = { status: podStatus(spec, ready, `10.99.0.${next % 250}`) };
    await client.core.patchNamespacedPodStatus({ name, namespace, body }, as('StrategicMergePatch'));
  };
  watch.each((event) => {
    // A pod may vanish between its event and the answer to it.
    handle(event).catch(() => {});
  });
  return {
    hold: (predicate) => {
      held = predicate;
    },
    stop: watch.stop,
  };
}

/** The status of a pod that runs, ready or not. */
export function podStatus(spec: PodSpec, ready: boolean, podIP: string) {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const status = ready ? 'True' : 'False';
  return {
    phase: 'Running',
    startTime: lastTransitionTime,
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: [
      { type: 'Initialized', status: 'True', lastTransitionTime },
      { type: 'ContainersReady', status, lastTransitionTime },
      { type: 'Ready', status, lastTransitionTime },
    ],
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image.includes('@') ? image.replace(/:[^:/@]*@/, '@') : '',
      ready,
      restartCount: 0,
      started: true,
      state: { running: { startedAt: lastTransitionTime } },
    })),
  };
}
