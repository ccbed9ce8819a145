import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { App } from '../../app/start.ts';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import { essenceOf } from '../../sandbox/cluster/snapshot.ts';
import type { World } from '../../sandbox/workloads/index.ts';
import { connectKube, type KubeClient } from '../../sandbox/workloads/kube-client.ts';
import { startSluice } from '../../sandbox/world/app.ts';
import { type MakeCluster, type SandboxWorld, startWorldOn, type WorldOptions } from '../../sandbox/world/start.ts';
import { longMs } from '../story/world.ts';
import { startAutoscaledKubernetes } from '../support/kubernetes/autoscaled.ts';
import { installGatewayApi, installIstio } from '../support/kubernetes/istio.ts';
import { pathOf } from '../support/kubernetes/programs.ts';
import { type RealKubernetes, startKubernetes } from '../support/kubernetes/server.ts';

const manifests = (folder: string) => fileURLToPath(new URL(`../../manifests/kubernetes/${folder}`, import.meta.url));
/** As whom Sluice comes when it runs in a cluster. */
const account = 'system:serviceaccount:sluice:sluice';
const workloads = ['deployments', 'statefulsets', 'daemonsets'].map(
  (plural) => `/apis/apps/v1/namespaces/NAMESPACE/${plural}`,
);
const collections = [
  ...workloads,
  '/api/v1/namespaces/NAMESPACE/services',
  '/apis/networking.istio.io/v1/namespaces/NAMESPACE/virtualservices',
  '/apis/networking.istio.io/v1/namespaces/NAMESPACE/destinationrules',
];

export interface RealStage {
  world: SandboxWorld<RealKubernetes>;
  /** The administrator's own way to the cluster. */
  kube: KubeClient;
  /** Canonical JSON of all that people and tools want in a namespace, or of what is called after one service. */
  wanted(namespace: string, service?: string): Promise<string>;
  /** The images in a namespace, without registry and digest, by workload. */
  images(namespace: string): Promise<Record<string, string>>;
}

type Workload = KubeObject & {
  spec: { replicas?: number; template: { spec: { containers: { image: string }[] } } };
  status: { availableReplicas?: number; numberAvailable?: number; desiredNumberScheduled?: number };
};

export interface RealStageOptions {
  world?: World;
  pace?: WorldOptions['pace'];
  /** With the Gateway API beside Istio. */
  gateways?: boolean;
  /** With figures of what pods use, and Kubernetes' own autoscaler in a hurry. */
  autoscaling?: boolean;
}

/**
 * Sluice, with the permissions that the manifests give it, on a real API server with Kubernetes' own controllers and
 * Istio's own definitions. Only the pods are simulated, and reached by the API server's own proxy.
 * @param edit changes the catalogue
 */
export function realStage(
  edit = (catalogue: string) => catalogue,
  { world, pace = { bake: '1s', interval: '250ms' }, gateways = false, autoscaling = false }: RealStageOptions = {},
): RealStage {
  const made: Partial<RealStage & { app: App }> = {};
  const list = async (path: string, namespace: string) => {
    const answer = (await made.kube?.get(path.replace('NAMESPACE', namespace))) as { items: KubeObject[] } | undefined;
    return answer?.items ?? [];
  };
  const all = async (paths: readonly string[], namespace: string) =>
    (await Promise.all(paths.map((path) => list(path, namespace)))).flat();
  const known = gateways
    ? [...collections, '/apis/gateway.networking.k8s.io/v1/namespaces/NAMESPACE/httproutes']
    : collections;

  beforeAll(async () => {
    made.world = await startWorldOn(realCluster({ gateways, autoscaling }), {
      ...(world && { world }),
      pace,
      edit: (text) => edit(text.replace('admin@sandbox', `${account}@sandbox`)),
    });
    made.kube = connectKube(made.world.cluster.kubeconfig());
    await made.kube.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sluice' } });
    await permit(made.world, gateways ? ['rbac', 'gateways'] : ['rbac']);
    made.app = await startSluice(made.world, { editEveryMs: 300 });
    await made.world.slack.waitForBots(1, 10_000);
    await vi.waitFor(async () => {
      const there = (await all(workloads, 'staging')) as Workload[];
      expect(there).not.toEqual([]);
      for (const { spec, status } of there) {
        const { numberAvailable, availableReplicas = numberAvailable } = status;
        expect(availableReplicas).toBe(spec.replicas ?? (status.desiredNumberScheduled || 1));
      }
    }, longMs);
  }, 2 * longMs);
  afterAll(async () => {
    await made.app?.stop();
    await made.kube?.close();
    await made.world?.stop();
  });

  return Object.assign(made, {
    async wanted(namespace: string, service?: string) {
      const objects = await all(known, namespace);
      const isAsked = ({ metadata: { name } }: KubeObject) => service === undefined || name.split('-')[0] === service;
      return essenceOf(objects.filter(isAsked));
    },
    async images(namespace: string) {
      const named = ((await all(workloads, namespace)) as Workload[]).map(({ metadata, spec }) => [
        metadata.name,
        spec.template.spec.containers[0]?.image.replace(/^.*\/(.*?)(@.*)?$/, '$1'),
      ]);
      return Object.fromEntries(named);
    },
  }) as RealStage;
}

/** With Istio's own definitions, and others where they are asked for. */
function realCluster({
  gateways,
  autoscaling,
}: {
  gateways: boolean;
  autoscaling: boolean;
}): MakeCluster<RealKubernetes> {
  const options = { users: [account] };
  return async (reach, cpuOf) => {
    const cluster = await (autoscaling
      ? startAutoscaledKubernetes(cpuOf, { ...options, reach })
      : startKubernetes({ ...options, reach }));
    await installIstio(cluster.kubeconfig());
    if (gateways) await installGatewayApi(cluster.kubeconfig());
    return cluster;
  };
}

/** Gives the service account its permissions as the README says, and Sluice the account. */
async function permit(
  { cluster, kubeconfig }: SandboxWorld<RealKubernetes>,
  folders: readonly string[],
): Promise<void> {
  await writeFile(kubeconfig, cluster.kubeconfig());
  const kubectl = await pathOf('kubectl');
  for (const folder of folders) {
    await promisify(execFile)(kubectl, ['--kubeconfig', kubeconfig, 'apply', '-k', manifests(folder)]);
  }
  await writeFile(kubeconfig, cluster.kubeconfig(account));
}
