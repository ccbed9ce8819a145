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
import { installIstio } from '../support/kubernetes/istio.ts';
import { pathOf } from '../support/kubernetes/programs.ts';
import { type RealKubernetes, startKubernetes } from '../support/kubernetes/server.ts';

const rbac = fileURLToPath(new URL('../../manifests/kubernetes/rbac', import.meta.url));
/** As whom Sluice comes when it runs in a cluster. */
const account = 'system:serviceaccount:sluice:sluice';
const collections = [
  '/apis/apps/v1/namespaces/NAMESPACE/deployments',
  '/api/v1/namespaces/NAMESPACE/services',
  '/apis/networking.istio.io/v1/namespaces/NAMESPACE/virtualservices',
  '/apis/networking.istio.io/v1/namespaces/NAMESPACE/destinationrules',
];

export interface RealStage {
  world: SandboxWorld<RealKubernetes>;
  /** Canonical JSON of all that people and tools want in a namespace. */
  wanted(namespace: string): Promise<string>;
  /** The images in a namespace, without registry and digest, by Deployment. */
  images(namespace: string): Promise<Record<string, string>>;
}

type Deployment = KubeObject & {
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
  status: { availableReplicas?: number };
};

export interface RealStageOptions {
  world?: World;
  pace?: WorldOptions['pace'];
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
  { world, pace = { bake: '1s', interval: '250ms' }, autoscaling = false }: RealStageOptions = {},
): RealStage {
  const made: Partial<RealStage & { app: App }> = {};
  let kube: KubeClient | undefined;
  const list = async (path: string, namespace: string) => {
    const answer = (await kube?.get(path.replace('NAMESPACE', namespace))) as { items: KubeObject[] } | undefined;
    return answer?.items ?? [];
  };
  const deployments = (namespace: string) => list(collections[0] ?? '', namespace) as Promise<Deployment[]>;

  beforeAll(async () => {
    made.world = await startWorldOn(autoscaling ? autoscaledCluster : realCluster, {
      ...(world && { world }),
      pace,
      edit: (text) => edit(text.replace('admin@sandbox', `${account}@sandbox`)),
    });
    kube = connectKube(made.world.cluster.kubeconfig());
    await kube.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sluice' } });
    await permit(made.world);
    made.app = await startSluice(made.world, { editEveryMs: 300 });
    await made.world.slack.waitForBots(1, 10_000);
    await vi.waitFor(async () => {
      const there = await deployments('staging');
      expect(there).not.toEqual([]);
      for (const { spec, status } of there) expect(status.availableReplicas).toBe(spec.replicas);
    }, longMs);
  }, 2 * longMs);
  afterAll(async () => {
    await made.app?.stop();
    await kube?.close();
    await made.world?.stop();
  });

  return Object.assign(made, {
    async wanted(namespace: string) {
      return essenceOf((await Promise.all(collections.map((path) => list(path, namespace)))).flat());
    },
    async images(namespace: string) {
      const named = (await deployments(namespace)).map(({ metadata, spec }) => [
        metadata.name,
        spec.template.spec.containers[0]?.image.replace(/^.*\/(.*?)(@.*)?$/, '$1'),
      ]);
      return Object.fromEntries(named);
    },
  }) as RealStage;
}

const realCluster: MakeCluster<RealKubernetes> = (reach) => withIstio(startKubernetes({ users: [account], reach }));

const autoscaledCluster: MakeCluster<RealKubernetes> = (reach, cpuOf) =>
  withIstio(startAutoscaledKubernetes(cpuOf, { users: [account], reach }));

async function withIstio(starting: Promise<RealKubernetes>): Promise<RealKubernetes> {
  const cluster = await starting;
  await installIstio(cluster.kubeconfig());
  return cluster;
}

/** Gives the service account its permissions as the README says, and Sluice the account. */
async function permit({ cluster, kubeconfig }: SandboxWorld<RealKubernetes>): Promise<void> {
  await writeFile(kubeconfig, cluster.kubeconfig());
  await promisify(execFile)(await pathOf('kubectl'), ['--kubeconfig', kubeconfig, 'apply', '-k', rbac]);
  await writeFile(kubeconfig, cluster.kubeconfig(account));
}
