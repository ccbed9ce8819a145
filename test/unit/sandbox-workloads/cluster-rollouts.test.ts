import { afterAll, describe, expect, it, vi } from 'vitest';
import { soon, startWorld } from './installed-world.ts';

const { registry, workloads, kube, podsOf, allSettled, stop } = await startWorld();
afterAll(stop);

const deploymentPath = (name: string) => `/apis/apps/v1/namespaces/production/deployments/${name}`;

async function setImage(service: string, tag: string): Promise<void> {
  const container = { name: 'app', image: `${registry.host}/shop/${service}:${tag}` };
  const current = (await kube.get(deploymentPath(service))) as {
    spec: { template: { spec: { containers: object[] } } };
  };
  const containers = current.spec.template.spec.containers.map((one) => ({ ...one, ...container }));
  await kube.patch(deploymentPath(service), { spec: { template: { spec: { containers } } } });
}

describe('the default world on the sandbox cluster', () => {
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
});
