import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { installWorld } from '../../../sandbox/workloads/index.ts';
import { standing } from '../../chaos/gather.ts';
import { watchPlaces } from '../../chaos/observe.ts';
import { chaosWorld } from '../../chaos/world.ts';

describe('what is observed', () => {
  let cluster: SandboxCluster;
  beforeEach(async () => {
    cluster = await createCluster();
    await installWorld(cluster, chaosWorld, { registryHost: 'registry.test' });
  });
  afterEach(() => cluster.close());

  it('is every change of a weight and of what is wanted, at once, and nothing else', () => {
    const sights = watchPlaces({ cluster });
    const places = sights.length;
    const route = [
      { destination: { host: 'checkout' }, weight: 75 },
      { destination: { host: 'checkout-candidate' }, weight: 25 },
    ];
    cluster.objects.patch('virtualservices', 'checkout', 'production', { spec: { http: [{ route }] } });
    expect(sights.at(-1)).toMatchObject({ place: 'checkout@production', routing: 'istio', full: 2, percent: 25 });
    cluster.objects.patch('deployments', 'search', 'staging', { spec: { replicas: 0 } });
    expect(sights.at(-1)).toMatchObject({ place: 'search@staging', percent: 0, stable: { wanted: 0 } });
    cluster.objects.patch('deployments', 'search', 'staging', { metadata: { labels: { seen: 'yes' } } });
    expect(sights.length).toBe(places + 2);
  });

  it('is that copies of requests reach a candidate', () => {
    const sights = watchPlaces({ cluster });
    const route = [{ destination: { host: 'checkout' } }];
    const mirrors = [{ destination: { host: 'checkout-candidate' }, percentage: { value: 20 } }];
    cluster.objects.patch('virtualservices', 'checkout', 'production', { spec: { http: [{ route, mirrors }] } });
    expect(sights.at(-1)).toMatchObject({ percent: 0, copies: 20, marked: false });
  });

  it('is that requests with a mark reach a candidate', () => {
    const sights = watchPlaces({ cluster });
    const to = (host: string) => [{ destination: { host } }];
    const http = [
      { match: [{ headers: { 'x-ab': { exact: 'b' } } }], route: to('checkout-candidate') },
      { route: to('checkout') },
    ];
    cluster.objects.patch('virtualservices', 'checkout', 'production', { spec: { http } });
    expect(sights.at(-1)).toMatchObject({ percent: 0, copies: 0, marked: true });
  });

  it('is that a Service leads to a candidate, and whose pods are there', () => {
    const sights = watchPlaces({ cluster });
    const labels = { 'sluice.dev/track': 'candidate', 'sluice.dev/workload': 'search', 'sluice.dev/release': 'r7' };
    cluster.objects.patch('services', 'search', 'staging', { spec: { selector: { app: null, ...labels } } });
    expect(sights.at(-1)).toMatchObject({ place: 'search@staging', percent: 100, candidates: [] });
    const spec = { containers: [{ name: 'app', image: 'registry.test/shop/search:1.1.0' }] };
    for (const release of ['r7', 'r8']) {
      const metadata = {
        name: `of-${release}`,
        namespace: 'staging',
        labels: { ...labels, 'sluice.dev/release': release },
      };
      cluster.objects.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    }
    expect(sights.at(-1)).toMatchObject({ place: 'search@staging', candidates: ['r7', 'r8'] });
  });

  it('is what stands and runs', () => {
    const { objects, running } = standing({ cluster });
    expect(running).toContain('web@production registry.test/shop/web:1.0.0');
    expect(Object.keys(objects)).toContain('Deployment web@production');
  });
});
