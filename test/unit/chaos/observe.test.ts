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

  it('is what stands and runs', () => {
    const { objects, running } = standing({ cluster });
    expect(running).toContain('web@production registry.test/shop/web:1.0.0');
    expect(Object.keys(objects)).toContain('Deployment web@production');
  });
});
