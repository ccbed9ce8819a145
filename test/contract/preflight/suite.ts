import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clusters, Kube, KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { preflight } from '../../../src/requests/preflight.ts';
import { lookAtTarget } from '../../../src/requests/snapshot.ts';
import { createLookAround } from '../../../src/requests/surroundings.ts';
import { exampleTarget } from '../../support/release-plan.ts';

export interface PreflightWorld {
  kube: Kube;
  /** As an account that may look at the workload and its Service, and list nothing else. */
  stranger: Clusters;
  namespace: string;
  close(): Promise<void>;
}

const labels = { app: 'search', version: 'v1' };
const container = {
  name: 'app',
  image: 'registry.example/search:1.9.0',
  ports: [{ name: 'http', containerPort: 8080, hostPort: 8080 }],
  resources: { requests: { cpu: '500m' } },
};

function deployment(name: string, own: Record<string, string>, spec: object, pod: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: own },
      ...spec,
      template: { metadata: { labels: own }, spec: { containers: [container], ...pod } },
    },
  };
}

/** What may not run twice, stands behind a Service with another, and is under policies of its own. */
const objects: KubeObject[] = [
  { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard: { 'requests.cpu': '100m' } } },
  deployment(
    'search',
    labels,
    { strategy: { type: 'Recreate' }, paused: true },
    { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'search-index' } }] },
  ),
  deployment('search-v2', { app: 'search', version: 'v2' }, { replicas: 2 }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'search' },
    spec: { selector: { app: 'search' }, ports: [{ port: 80, targetPort: 'http' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'search-index' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'usual' },
    spec: { limits: [{ type: 'Container', max: { cpu: '250m' } }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'search' },
    spec: { podSelector: { matchLabels: { app: 'search' } }, policyTypes: ['Ingress'], ingress: [{}] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'edge' },
    spec: { defaultBackend: { service: { name: 'search', port: { number: 80 } } } },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'internal' },
    spec: { hosts: ['search'], http: [{ route: [{ destination: { host: 'search' } }] }] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'search' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'search' } } },
  },
];

/** What is read before a release, of a cluster as its API server serves it. */
export function preflightContract(name: string, start: () => Promise<PreflightWorld>): void {
  describe(`The look before a release, ${name}`, () => {
    let world: PreflightWorld;
    beforeAll(async () => {
      world = await start();
      for (const object of objects) {
        const metadata = { ...object.metadata, namespace: world.namespace };
        await world.kube.create({ ...object, metadata });
      }
    }, 120_000);
    afterAll(() => world?.close());

    async function look(clusters: Clusters, kind = 'canary') {
      const target = exampleTarget({
        namespace: world.namespace,
        workload: { name: 'search', container: 'app', service: 'search', port: 8080 },
      });
      const seen = await lookAtTarget(clusters, target);
      if (seen.kind !== 'seen') throw new Error(JSON.stringify(seen));
      const strategy = { kind, ...(kind === 'canary' ? { steps: [{ percent: 50, bakeMs: 0 }] } : { bakeMs: 0 }) };
      const router = createRouter({ clusters }, { kind: 'istio', virtualService: 'search' });
      const deps = { clusters, lookAround: createLookAround(clusters), router };
      return (await preflight(deps, { target, strategy, seen })).findings;
    }

    it('finds all that speaks against a canary', async () => {
      const findings = await look(() => world.kube);
      const of = (severity: string) =>
        findings.filter((each) => each.severity === severity).map(({ detail }) => detail);
      expect(of('refuse')).toEqual([
        expect.stringContaining('Deployment search is paused'),
        expect.stringContaining('the strategy Recreate'),
        expect.stringContaining('the claim search-index, which only one node at a time may'),
        expect.stringContaining('Deployment search-v2 (2 pods)'),
        expect.stringContaining('requests.cpu: 500m needed, 100m left'),
        expect.stringContaining('container app: cpu 500m, at most 250m'),
      ]);
      expect(of('warn')).toEqual([
        expect.stringContaining('NetworkPolicy search selects stable'),
        expect.stringContaining('VirtualService internal and Ingress edge lead to the Service as well'),
        expect.stringContaining('port 8080 of its node'),
      ]);
      expect(of('note')).toEqual([expect.stringContaining('PodDisruptionBudget search covers stable')]);
    });

    it('finds less against strategies that ask less of the workload', async () => {
      const severe = (await look(() => world.kube, 'recreate')).map(({ detail }) => detail);
      expect(severe).toEqual([expect.stringContaining('paused'), expect.stringContaining('LimitRange usual')]);
    });

    it('says what it may not look at, and throws nothing', async () => {
      const details = (await look(world.stranger)).map(({ detail }) => detail).join('\n');
      for (const resource of ['networkpolicies', 'poddisruptionbudgets', 'resourcequotas', 'statefulsets']) {
        expect(details).toMatch(
          new RegExp(`Whether .*${resource}.* stand in the way can't be told: Sluice may not list`),
        );
      }
      expect(details).toContain('Whether a DestinationRule holds');
      expect(details).toContain('the strategy Recreate');
    });
  });
}
