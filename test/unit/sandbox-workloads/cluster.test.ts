import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCluster } from '../../../sandbox/cluster/index.ts';
import { createRegistry, type Registry } from '../../../sandbox/registry/index.ts';
import {
  defaultWorld,
  installWorld,
  listenAnnotation,
  repositoriesOf,
  startWorkloads,
  type Workloads,
} from '../../../sandbox/workloads/index.ts';
import { connectKube, type KubeClient } from '../../../sandbox/workloads/kube-client.ts';
import { readKubeconfig } from '../../../sandbox/workloads/kubeconfig.ts';
import { parseMetrics, sumOf } from './support.ts';

/** The whole simulated world on the sandbox's own cluster, over its HTTPS API; times are cut short. */
const timing = {
  start: [1, 5],
  ready: [1, 5],
  crash: 10,
  oom: 50,
  backoff: 20,
  backoffMax: 100,
  terminate: [1, 5],
} as const;
const soon = { timeout: 15_000, interval: 20 };

interface SeenPod {
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { containers: { image: string }[]; nodeName?: string };
  status: {
    phase: string;
    podIP?: string;
    containerStatuses?: {
      restartCount: number;
      imageID: string;
      state: { waiting?: { reason: string } };
      lastState: { terminated?: { exitCode: number; reason: string } };
    }[];
  };
}
interface SeenDeployment {
  metadata: { name: string; namespace: string; generation: number };
  spec: { replicas: number };
  status?: { availableReplicas?: number; updatedReplicas?: number; replicas?: number; observedGeneration?: number };
}

let cluster: Awaited<ReturnType<typeof createCluster>>;
let registry: Registry;
let workloads: Workloads;
let kube: KubeClient;
const errors: unknown[] = [];

beforeAll(async () => {
  registry = await createRegistry({ repositories: repositoriesOf(defaultWorld) });
  cluster = await createCluster();
  const kubeconfig = cluster.kubeconfig();
  await installWorld(cluster, defaultWorld, { registryHost: registry.host });
  const { images } = registry;
  workloads = await startWorkloads({
    kubeconfig,
    world: defaultWorld,
    images,
    timing,
    tickMs: 0,
    onError: (error) => errors.push(error),
  });
  kube = connectKube(kubeconfig);
});

afterAll(async () => {
  await workloads?.stop();
  await Promise.all([kube?.close(), cluster?.close(), registry?.close()]);
  expect(errors).toEqual([]);
});

/** A GET at the API server whose answer is not JSON. */
async function textOf(path: string): Promise<string> {
  const { server, tls, headers } = readKubeconfig(cluster.kubeconfig());
  const agent = new Agent({ connect: tls });
  const answer = await request(server + path, { headers, dispatcher: agent });
  expect(answer.statusCode).toBe(200);
  const text = await answer.body.text();
  await agent.close();
  return text;
}

async function podsOf(service: string, namespace = 'production'): Promise<SeenPod[]> {
  const list = await kube.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${service}`);
  return (list as { items: SeenPod[] }).items;
}

async function deployments(): Promise<SeenDeployment[]> {
  return ((await kube.get('/apis/apps/v1/deployments')) as { items: SeenDeployment[] }).items;
}

const deploymentPath = (name: string) => `/apis/apps/v1/namespaces/production/deployments/${name}`;

async function setImage(service: string, tag: string): Promise<void> {
  const container = { name: 'app', image: `${registry.host}/shop/${service}:${tag}` };
  const current = (await kube.get(deploymentPath(service))) as {
    spec: { template: { spec: { containers: object[] } } };
  };
  const containers = current.spec.template.spec.containers.map((one) => ({ ...one, ...container }));
  await kube.patch(deploymentPath(service), { spec: { template: { spec: { containers } } } });
}

function settled({ metadata, spec, status }: SeenDeployment): boolean {
  const counts = [status?.availableReplicas, status?.updatedReplicas, status?.replicas];
  return counts.every((count) => count === spec.replicas) && status?.observedGeneration === metadata.generation;
}

const allSettled = () =>
  vi.waitFor(async () => expect((await deployments()).filter((one) => !settled(one))).toEqual([]), soon);

describe('the default world on the sandbox cluster', () => {
  it('comes up: every Deployment is available, every pod has an address and a digest', async () => {
    await allSettled();
    expect((await deployments()).length).toBe(8);
    const pods = await podsOf('checkout');
    expect(pods.length).toBe(3);
    expect(new Set(pods.map(({ status }) => status.podIP)).size).toBe(3);
    for (const pod of pods) {
      const digest = registry.digestOf('shop/checkout', '2.4.0');
      expect(pod.status.containerStatuses?.[0]?.imageID).toBe(`${registry.host}/shop/checkout@${digest}`);
      expect(workloads.resolvePodAddress(pod.status.podIP ?? '')).toBe(pod.metadata.annotations?.[listenAnnotation]);
    }
  });

  it('serves its traffic without loss, and its pods can be scraped through the proxy of the API server', async () => {
    await allSettled();
    workloads.step(5000);
    const { offered, lost, versions } = workloads.truth.totals('production', 'checkout');
    expect(offered).toBeGreaterThan(100);
    expect(lost).toBe(0);
    expect(Object.keys(versions)).toEqual(['2.4.0']);
    let counted = 0;
    for (const { metadata } of await podsOf('checkout')) {
      const text = await textOf(`/api/v1/namespaces/production/pods/${metadata.name}:8080/proxy/metrics`);
      counted += sumOf(parseMetrics(text), 'http_requests_total');
    }
    expect(counted).toBeGreaterThanOrEqual(versions['2.4.0']?.served ?? Number.NaN);
  });

  it('follows a VirtualService that is changed through the API', async () => {
    const path = '/apis/networking.istio.io/v1/namespaces/production/virtualservices/checkout';
    const route = (host: string) => ({ spec: { http: [{ name: 'primary', route: [{ destination: { host } }] }] } });
    await kube.patch(path, route('nowhere'));
    const lost = () => workloads.truth.ticks('production', 'checkout').at(-1);
    await vi.waitFor(() => {
      workloads.step(1000);
      expect(lost()?.lost).toBe(lost()?.offered);
      expect(lost()?.lost).toBeGreaterThan(0);
    }, soon);
    expect(workloads.truth.zeroSince('production', 'checkout', '2.4.0')).toBeGreaterThan(0);
    await kube.patch(path, route('checkout'));
    await vi.waitFor(() => {
      workloads.step(1000);
      expect(lost()?.lost).toBe(0);
    }, soon);
  });

  it('shows the crash loop of a bad image through the API, while the old pods serve on', async () => {
    await allSettled();
    await setImage('checkout', '2.7.0');
    await vi.waitFor(async () => {
      const statuses = (await podsOf('checkout')).map(({ status }) => status.containerStatuses?.[0]);
      const looping = statuses.find((status) => status?.state.waiting?.reason === 'CrashLoopBackOff');
      expect(looping?.restartCount).toBeGreaterThan(1);
      expect(looping?.lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    }, soon);
    const since = Date.now();
    workloads.step(5000);
    const { lost, versions } = workloads.truth.totals('production', 'checkout', since);
    expect(lost).toBe(0);
    expect(Object.keys(versions)).toEqual(['2.4.0']);
    await setImage('checkout', '2.4.0');
    await allSettled();
    expect((await podsOf('checkout')).length).toBe(3);
  });

  it('recreates a worker: the old pod is gone before the new one starts', async () => {
    await allSettled();
    const [before] = await podsOf('payments-worker');
    await setImage('payments-worker', '3.2.1');
    await vi.waitFor(async () => {
      const pods = await podsOf('payments-worker');
      expect(pods.map(({ spec }) => spec.containers[0]?.image.endsWith(':3.2.1'))).toEqual([true]);
    }, soon);
    await allSettled();
    expect((await podsOf('payments-worker'))[0]?.metadata.name).not.toBe(before?.metadata.name);
    const since = Date.now();
    workloads.step(5000);
    await vi.waitFor(() => {
      workloads.step(1000);
      const { versions } = workloads.truth.totals('production', 'payments-worker', since);
      expect(versions['3.2.1']?.served).toBeGreaterThan(0);
    }, soon);
  });

  it('is installed once: a second time changes nothing', async () => {
    const before = (await deployments()).map(({ metadata }) => metadata.generation);
    await installWorld(cluster, defaultWorld, { registryHost: '127.0.0.1:1' });
    expect((await deployments()).map(({ metadata }) => metadata.generation)).toEqual(before);
  });
});
