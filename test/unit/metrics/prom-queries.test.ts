import { describe, expect, it } from 'vitest';
import { queriesFor } from '../../../src/providers/metrics/prom-queries.ts';
import { queriesSchema } from '../../../src/providers/metrics/prom-templates.ts';
import { podRegex } from '../../../src/providers/metrics/promql.ts';
import { fakePod, newImage } from './fake-kube.ts';
import { given } from './fake-prometheus.ts';

describe('Istio’s metrics', () => {
  const rows = (more: object, requests: string) => (query: string) =>
    ['checkout-candidate', 'checkout'].flatMap((destination_workload) => {
      const labels = { destination_workload, response_code: '200', ...more };
      if (query.startsWith('max')) return [{ labels, value: '999' }];
      if (query.includes('_bucket'))
        return [
          { labels: { ...labels, le: '250' }, value: requests },
          { labels: { ...labels, le: '+Inf' }, value: requests },
        ];
      return [{ labels, value: requests }];
    });

  it('are told apart by workload where the client or a waypoint reports, milliseconds made seconds', async () => {
    let requests = '10';
    const world = given({ queries: { template: 'istio', reporter: 'source' } }, (query) => rows({}, requests)(query));
    await world.look();
    requests = '40';
    expect(await world.look()).toMatchObject({
      kind: 'sample',
      sample: {
        candidate: {
          requests: 30,
          errors: 0,
          buckets: [
            { le: 0.25, count: 30 },
            { le: null, count: 30 },
          ],
        },
        stable: { requests: 30 },
      },
    });
    expect(world.asked[1]?.query).toBe(
      'sum by (destination_workload, response_code) (istio_requests_total{reporter="source",destination_workload_namespace="shop",destination_workload=~"checkout|checkout-candidate"})',
    );
  });

  it('are told apart by pod where Kubernetes rolls one workload', async () => {
    let requests = 10;
    const code = { response_code: '200' };
    const world = given({ queries: { template: 'istio' } }, (query) => {
      if (query.startsWith('max'))
        return ['checkout-new-a', 'checkout-old-b'].map((pod) => ({
          labels: { destination_workload: 'checkout', pod },
          value: '999',
        }));
      if (query.includes('_bucket')) return [];
      return [
        { labels: { ...code, destination_workload: 'checkout', pod: 'checkout-new-a' }, value: String(requests) },
        { labels: { ...code, destination_workload: 'checkout', pod: 'checkout-old-b' }, value: '100' },
      ];
    });
    world.cluster.pods = [fakePod('checkout-new-a', { image: newImage }), fakePod('checkout-old-b')];
    await world.look();
    requests = 16;
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 6 }, stable: { requests: 0 } } });
  });
});

describe('query texts', () => {
  const scope = {
    namespace: 'shop',
    workload: 'checkout',
    candidate: 'checkout-candidate',
    pods: [
      { name: 'checkout-5d9f-a', prefix: 'checkout-5d9f-' },
      { name: 'checkout-5d9f-b', prefix: 'checkout-5d9f-' },
      { name: 'check.out-0', prefix: null },
    ],
  };

  it('name a ReplicaSet once, however many pods it has', () => {
    expect(podRegex(scope.pods)).toBe('checkout-5d9f-[^.]+|check\\.out-0');
  });

  it('escape what comes from settings', () => {
    const config = queriesSchema.parse({ template: 'http', where: { team: 'a"b\\c\n} or up{x="' } });
    expect(queriesFor(config, scope).requests).toBe(
      'sum by (pod, instance, job, prometheus_replica, receive_replica, code) (http_requests_total{namespace="shop",pod=~"checkout-5d9f-[^.]+|check\\\\.out-0",team="a\\"b\\\\c\\n} or up{x=\\""})',
    );
  });

  it('may be one’s own, with places to fill in', () => {
    const config = queriesSchema.parse({
      template: 'own',
      requests: 'rpc_total{ns="{{namespace}}",pod=~"{{ pods }}",x="{{unknown}}"}',
      errors: 'rpc_total{pod=~"{{pods}}",grpc_code!="OK"}',
    });
    expect(queriesFor(config, scope).requests).toBe(
      'rpc_total{ns="shop",pod=~"checkout-5d9f-[^.]+|check\\\\.out-0",x="{{unknown}}"}',
    );
    expect(queriesFor(config, scope).durations).toBeNull();
  });
});
