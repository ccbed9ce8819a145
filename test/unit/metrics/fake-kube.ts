import { labels } from '../../../src/domain/names.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Target } from '../../../src/domain/target.ts';
import type { HttpAnswer, Kube, KubeObject } from '../../../src/platform/kube.ts';

/** The parts of a cluster that measuring uses: one Deployment, its pods, and their pages through the proxy. */
export interface FakeCluster {
  kube: Kube;
  pods: KubeObject[];
  deployment: KubeObject | null;
  /** Set to make every call throw. */
  broken: Error | null;
  /** Answers the pod proxy. */
  page: (pod: string, path: string, port: number) => Promise<HttpAnswer>;
}

export function fakeCluster(workload = 'checkout'): FakeCluster {
  const cluster: FakeCluster = {
    kube: null as unknown as Kube,
    pods: [],
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: workload, namespace: 'shop' },
      spec: { selector: { matchLabels: { app: workload } } },
    },
    broken: null,
    page: async () => ({ status: 404, headers: {}, body: '' }),
  };
  const used: Pick<Kube, 'get' | 'list' | 'podGet'> = {
    async get(ref) {
      if (cluster.broken) throw cluster.broken;
      return cluster.deployment?.metadata.name === ref.name ? cluster.deployment : null;
    },
    async list(_kind, _namespace, selector = '') {
      if (cluster.broken) throw cluster.broken;
      const terms = selector.split(',').map((term) => term.split('='));
      return cluster.pods.filter((pod) =>
        terms.every(([key, value]) => key !== undefined && pod.metadata.labels?.[key] === value),
      );
    },
    podGet: (_namespace, pod, port, path) => cluster.page(pod, path, port),
  };
  cluster.kube = used as Kube;
  return cluster;
}

let nextPod = 0;

/** A pod of the workload; `candidate` pods carry the label, and run the new image. */
export function fakePod(
  name: string,
  options: { candidate?: boolean; image?: string; workload?: string; createdAt?: number; phase?: string } = {},
): KubeObject {
  const { candidate = false, workload = 'checkout', createdAt = 0, phase = 'Running' } = options;
  const image = options.image ?? (candidate ? newImage : oldImage);
  const hash = image.replaceAll(/\W/g, '');
  const set = `${workload}${candidate ? '-candidate' : ''}-${hash}`;
  nextPod += 1;
  const metadata: KubeObject['metadata'] & { generateName: string } = {
    name,
    namespace: 'shop',
    uid: `uid-${nextPod}`,
    generateName: `${name.slice(0, name.lastIndexOf('-') + 1)}`,
    creationTimestamp: new Date(createdAt).toISOString(),
    labels: {
      'pod-template-hash': hash,
      ...(candidate
        ? { app: `${workload}-candidate`, [labels.track]: 'candidate', [labels.workload]: workload }
        : { app: workload }),
    },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set, uid: set, controller: true }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'app', image }] },
    status: { phase, podIP: '10.0.0.1', containerStatuses: [{ name: 'app', ready: true, restartCount: 0 }] },
  };
}

/** Rewrites the pod's own container status, as a kubelet does. */
export function setContainer(pod: KubeObject, change: { ready?: boolean; restartCount?: number }): void {
  const status = pod['status'] as { containerStatuses: Record<string, unknown>[] };
  Object.assign(status.containerStatuses[0] ?? {}, change);
}

const oldImage = 'registry/checkout:2.4.0';
export const newImage = 'registry/checkout:2.4.1';

export function planFor(workload = 'checkout'): Plan {
  return {
    format: 1,
    strategy: 'canary',
    target: targetFor(workload),
    from: { version: '2.4.0', image: oldImage },
    to: { version: '2.4.1', image: newImage },
    replicas: 2,
    runningSince: null,
    steps: [{ action: { kind: 'verify.clean' }, undo: [], deadlineMs: 1000, watched: false }],
    estimateMs: 1000,
    notes: [],
  };
}

function targetFor(workload: string): Target {
  const strategy = { kind: 'canary' as const, steps: [{ percent: 10, bakeMs: 1000 }] };
  return {
    service: workload,
    environment: 'production',
    cluster: 'main',
    namespace: 'shop',
    channel: 'C1',
    protected: false,
    requires: null,
    workload: { name: workload, container: 'app', service: workload, port: 8080 },
    images: { kind: 'registry' },
    repository: 'registry/checkout',
    strategy,
    strategies: [strategy],
    router: { kind: 'replicas' },
    metrics: { kind: 'scrape' },
    analysis: {
      judge: 'baseline',
      intervalMs: 1000,
      minRequests: 100,
      maxErrorRatio: 0.01,
      maxLatencyFactor: 2,
      patienceMs: 60_000,
    },
    approval: { required: 0, groups: [], users: [], selfApproval: true, expiresMs: 1000, remindMs: 1000 },
    limits: { readyMs: 1000, holdMs: 1000, pauseMs: 1000, totalMs: 1000 },
    mention: [],
    links: {},
  };
}
