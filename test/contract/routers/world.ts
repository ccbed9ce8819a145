import { createCluster } from '../../../sandbox/cluster/index.ts';
import { labels } from '../../../src/domain/names.ts';
import type { Target } from '../../../src/domain/target.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import { runEndpoints } from '../../support/fake-endpoints.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { runWorkloads } from '../../support/fake-workloads.ts';
import { exampleTarget } from '../../support/release-plan.ts';

export interface World {
  kube: Kube;
  close(): Promise<void>;
}

const namespace = 'shop';

export const target: Target = exampleTarget({ namespace });

const istio = 'networking.istio.io/v1';

/** What a user has: several routes in several ways of writing, and much that Sluice knows nothing of. */
export const virtualService: KubeObject = {
  apiVersion: istio,
  kind: 'VirtualService',
  metadata: { name: 'checkout', namespace, labels: { team: 'payments' }, annotations: { note: 'by hand' } },
  spec: {
    hosts: ['checkout.example.com', 'checkout'],
    gateways: ['edge', 'mesh'],
    http: [
      {
        name: 'testers',
        match: [{ headers: { 'x-tester': { exact: 'yes' } } }],
        route: [{ destination: { host: 'lab' } }],
      },
      { name: 'moved', match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/new' } },
      {
        name: 'api',
        match: [{ uri: { prefix: '/api' } }],
        route: [
          {
            destination: { host: 'checkout.shop.svc.cluster.local', port: { number: 8080 } },
            weight: 100,
            headers: { response: { set: { 'x-from': 'checkout' } } },
          },
        ],
        retries: { attempts: 3, retryOn: '5xx' },
        timeout: '4s',
        somethingNew: { deep: [1, { deeper: true }] },
      },
      {
        route: [{ destination: { host: 'checkout' } }],
        mirror: { host: 'shadow' },
        mirrorPercentage: { value: 12.5 },
      },
    ],
    tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: 'checkout', port: { number: 9000 } } }] }],
  },
};

export const destinationRule: KubeObject = {
  apiVersion: istio,
  kind: 'DestinationRule',
  metadata: { name: 'checkout', namespace },
  spec: {
    host: 'checkout',
    trafficPolicy: { outlierDetection: { consecutive5xxErrors: 7 } },
    subsets: [{ name: 'theirs', labels: { zone: 'a' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }],
  },
};

const gatewayApi = 'gateway.networking.k8s.io/v1';

/** The same of the Gateway API: rules with and without names, one of them shared with a backend of the user's. */
export const httpRoute: KubeObject = {
  apiVersion: gatewayApi,
  kind: 'HTTPRoute',
  metadata: { name: 'checkout', namespace, labels: { team: 'payments' }, annotations: { note: 'by hand' } },
  spec: {
    parentRefs: [{ name: 'edge', namespace: 'infra', sectionName: 'web' }],
    hostnames: ['checkout.example.com'],
    rules: [
      {
        matches: [{ headers: [{ name: 'x-tester', value: 'yes' }] }],
        backendRefs: [{ name: 'lab', port: 80 }],
      },
      {
        matches: [{ path: { type: 'PathPrefix', value: '/old' } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301 } }],
      },
      {
        name: 'api',
        matches: [{ path: { type: 'PathPrefix', value: '/api' } }],
        backendRefs: [
          {
            name: 'checkout',
            port: 80,
            weight: 7,
            filters: [
              {
                type: 'ResponseHeaderModifier',
                responseHeaderModifier: { set: [{ name: 'x-from', value: 'checkout' }] },
              },
            ],
          },
        ],
        timeouts: { request: '4s' },
        somethingNew: { deep: [1, { deeper: true }] },
      },
      {
        matches: [{ path: { type: 'PathPrefix', value: '/shared' } }],
        backendRefs: [
          { name: 'checkout', namespace, port: 80, weight: 3 },
          { name: 'legacy', port: 80 },
        ],
      },
      {
        backendRefs: [{ group: '', kind: 'Service', name: 'checkout', port: 80 }],
        filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shadow', port: 80 } } }],
      },
    ],
  },
};

function workload(name: string, own: Record<string, string>, replicas: number, app = 'checkout'): KubeObject {
  const container = { name: 'app', image: `registry.example/checkout:${own['version'] ?? '1'}` };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: own },
    spec: {
      replicas,
      selector: { matchLabels: own },
      template: { metadata: { labels: { app, ...own } }, spec: { containers: [container] } },
    },
  };
}

const stable = workload('checkout', { app: 'checkout' }, 2);

/** @param app the label by which the user's Service finds pods: another one where they are not behind it */
export function candidate(release: string, replicas: number, app = 'checkout'): KubeObject {
  const own = { [labels.release]: release, [labels.track]: 'candidate', [labels.workload]: 'checkout' };
  return workload('checkout-candidate', own, replicas, app);
}

export const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'checkout', namespace },
  spec: { selector: { app: 'checkout' }, ports: [{ port: 80, targetPort: 8080 }] },
};

/** All that the user has. */
export const userObjects = [stable, service, virtualService, destinationRule, httpRoute];

/** The user's objects in a cluster in memory. */
export async function fakeWorld(): Promise<World> {
  const fake = createFakeKube({ cluster: target.cluster });
  runWorkloads(fake);
  runEndpoints(fake);
  for (const object of userObjects) fake.put(object);
  return { kube: fake, close: async () => undefined };
}

/** The user's objects in the sandbox's cluster, put there by server-side apply as `kubectl`. */
export async function sandboxWorld(): Promise<World> {
  const cluster = await createCluster({ autoReady: true });
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const object of userObjects) {
    const { managedFields: _, ...metadata } = object.metadata;
    cluster.objects.apply({ ...object, metadata }, 'kubectl');
  }
  await cluster.objects.waitFor('deployments', (object) => statusOf(object).readyReplicas === 2, { namespace });
  const clusters = createClusters({ [target.cluster]: { inline: cluster.kubeconfig() } }, { timeoutMs: 5000 });
  return {
    kube: clusters(target.cluster),
    async close() {
      await clusters.close();
      await cluster.close();
    },
  };
}

export function statusOf(object: { [field: string]: unknown }): { readyReplicas?: number } {
  return (object['status'] ?? {}) as { readyReplicas?: number };
}
