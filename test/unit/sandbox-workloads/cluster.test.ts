import { Agent, request } from 'undici';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defaultWorld, installWorld, listenAnnotation } from '../../../sandbox/workloads/index.ts';
import { readKubeconfig } from '../../../sandbox/workloads/kubeconfig.ts';
import { soon, startWorld } from './installed-world.ts';
import { parseMetrics, sumOf } from './support.ts';

const { cluster, registry, workloads, kube, deployments, podsOf, allSettled, stop } = await startWorld();
afterAll(stop);

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

  it('is installed once: a second time changes nothing', async () => {
    const before = (await deployments()).map(({ metadata }) => metadata.generation);
    await installWorld(cluster, defaultWorld, { registryHost: '127.0.0.1:1' });
    expect((await deployments()).map(({ metadata }) => metadata.generation)).toEqual(before);
  });
});
