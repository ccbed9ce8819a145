import { type KubeClient, KubeError } from './kube-client.ts';
import { madeFor, type Pod } from './objects.ts';

/** Where a pod of the sandbox really listens; the sandbox's pod proxy forwards there. */
export const listenAnnotation = 'sandbox.sluice.dev/listen';

/** What a kubelet (and, in its absence, a scheduler) asks of the API. */
export interface PodApi {
  /** Makes the node known and ready. */
  registerNode(): Promise<void>;
  /** Puts the pod on the node, or on the one that it is made for, unless it is on one. */
  bind(pod: Pod): Promise<void>;
  announce(pod: Pod, address: string): Promise<void>;
  writeStatus(pod: Pod, status: (hostIP: string) => object): Promise<void>;
  /** The last word on a pod that was asked to end. */
  remove(pod: Pod): Promise<void>;
}

/** The calls of a kubelet for one node. Methods throw `KubeError`; 404 then means that the pod is gone. */
export function createPodApi(kube: KubeClient, nodeName: string, hostIP: string): PodApi {
  return {
    async registerNode() {
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, labels: nodeLabels(nodeName) } };
      await ignoring([404, 409], kube.post('/api/v1/nodes', node));
      await ignoring([404], kube.patch(`/api/v1/nodes/${nodeName}/status`, { status: nodeStatus(hostIP) }));
      // What a controller of nodes does once a node is ready, where there is one: until then no DaemonSet comes here.
      await ignoring([404], kube.patch(`/api/v1/nodes/${nodeName}`, { spec: { taints: null } }));
    },
    async bind(pod) {
      if (pod.spec.nodeName) return;
      const { name } = pod.metadata;
      const target = { apiVersion: 'v1', kind: 'Node', name: madeFor(pod) ?? nodeName };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
      await ignoring([409], kube.post(`${podPath(pod)}/binding`, binding));
    },
    async announce(pod, address) {
      await kube.patch(podPath(pod), { metadata: { annotations: { [listenAnnotation]: address } } });
    },
    async writeStatus(pod, status) {
      await kube.patch(`${podPath(pod)}/status`, { metadata: { uid: pod.metadata.uid }, status: status(hostIP) });
    },
    async remove(pod) {
      const options = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 0,
        preconditions: { uid: pod.metadata.uid },
      };
      await ignoring([404, 409], kube.delete(podPath(pod), options));
    },
  };
}

function podPath(pod: Pod): string {
  return `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
}

function nodeLabels(name: string): Record<string, string> {
  return { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
}

function nodeStatus(hostIP: string) {
  const capacity = { cpu: '64', memory: '256Gi', pods: '1000' };
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'the simulated kubelet is ready' };
  return {
    capacity,
    allocatable: capacity,
    addresses: [{ type: 'InternalIP', address: hostIP }],
    conditions: [ready],
  };
}

async function ignoring(statuses: number[], call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof KubeError) || !statuses.includes(error.status)) throw error;
  });
}
