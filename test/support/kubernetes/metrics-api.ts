import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createIdentity } from '../../../sandbox/cluster/http/tls.ts';
import { connectKube, type KubeClient } from '../../../sandbox/workloads/kube-client.ts';

const group = 'metrics.k8s.io';
const groupVersion = `${group}/v1beta1`;
const root = `/apis/${groupVersion}`;
/** The name by which the API server looks for it; its way out leads from there to where it listens. */
const host = 'metrics.sluice.test';
const port = 443;

/** What the pod with this uid uses of CPU, in thousandths of a core. */
export type CpuOf = (uid: string) => number;

export interface MetricsApi {
  /** Where the name that the API server dials really is; undefined for any other name. */
  reach(dialled: string): string | undefined;
  /** Has the API server serve it. */
  register(kubeconfig: string): Promise<void>;
  stop(): Promise<void>;
}

/** What metrics-server would say of the pods of a cluster: the CPU that each of them uses, as the simulation has it. */
export async function startMetricsApi(cpuOf: CpuOf): Promise<MetricsApi> {
  const { cert, key } = await createIdentity();
  let kube: KubeClient | undefined;
  const server = createServer({ cert, key }, (request, response) => {
    const answer = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const { pathname, search } = new URL(request.url ?? '', `https://${host}`);
    const namespace = /^\/namespaces\/([^/]+)\/pods$/.exec(pathname.slice(root.length))?.[1];
    if (pathname === root) return answer(discovery);
    if (kube === undefined || namespace === undefined) return answer({ kind: 'Status', code: 404 }, 404);
    podMetrics(kube, namespace, search, cpuOf).then(answer, (error) =>
      answer({ kind: 'Status', message: `${error}` }, 500),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: listens } = server.address() as AddressInfo;
  return {
    reach: (dialled) => (dialled === host ? `127.0.0.1:${listens}` : undefined),
    async register(kubeconfig) {
      kube = connectKube(kubeconfig);
      for (const [path, object] of registration) await kube.post(path, object);
    },
    async stop() {
      await kube?.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const discovery = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: [{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }],
};

const registration = [
  [
    '/api/v1/namespaces/kube-system/services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'metrics-server' },
      spec: { type: 'ExternalName', externalName: host, ports: [{ port }] },
    },
  ],
  [
    '/apis/apiregistration.k8s.io/v1/apiservices',
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `v1beta1.${group}` },
      spec: {
        group,
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { namespace: 'kube-system', name: 'metrics-server', port },
      },
    },
  ],
] as const;

interface Pods {
  items: {
    metadata: { name: string; namespace: string; uid: string; labels: Record<string, string> };
    spec: { containers: { name: string }[] };
    status: { phase: string };
  }[];
}

async function podMetrics(kube: KubeClient, namespace: string, search: string, cpuOf: CpuOf) {
  const { items } = (await kube.get(`/api/v1/namespaces/${namespace}/pods${search}`)) as Pods;
  const timestamp = new Date().toISOString();
  return {
    kind: 'PodMetricsList',
    apiVersion: groupVersion,
    metadata: {},
    items: items
      .filter(({ status }) => status.phase === 'Running')
      .map(({ metadata: { name, labels, uid }, spec }) => ({
        metadata: { name, namespace, labels },
        timestamp,
        window: '1s',
        containers: spec.containers.map((container) => ({
          name: container.name,
          usage: { cpu: `${Math.round(cpuOf(uid) * 1e6)}n`, memory: '64Mi' },
        })),
      })),
  };
}
