import { describe, expect, it } from 'vitest';
import { type ClusterState, translate } from '../../../sandbox/proxy/translate.ts';
import { readOptions } from '../../../sandbox/run/options.ts';

const own = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'shop', uid: name, labels },
});
const endpoint = (pod: string, ip: string, ready: boolean | null = true) => ({
  addresses: [ip],
  conditions: { ready },
  targetRef: { name: pod },
});
const slice = (service: string, endpoints: ReturnType<typeof endpoint>[]) => ({
  ...own(`${service}-x`, { 'kubernetes.io/service-name': service }),
  endpoints,
  ports: [{ port: 8080 }],
});
const addressOf = (host: string, port: number) => ({ host, port });

function state(changes: Partial<ClusterState> = {}): ClusterState {
  return {
    services: [own('web'), own('web-candidate')],
    slices: [
      slice('web', [endpoint('web-1', '10.244.0.1'), endpoint('web-2', '10.244.0.2', false)]),
      slice('web-candidate', [endpoint('web-candidate-1', '10.244.0.3', null)]),
    ],
    pods: [own('web-1', { app: 'web', track: 'stable' }), own('web-candidate-1', { track: 'candidate' })],
    virtualServices: [],
    destinationRules: [],
    ...changes,
  };
}

function routesOf(http: unknown): unknown[] {
  const virtualService = { ...own('web'), spec: { hosts: ['web'], http } };
  const { virtualHosts, problems } = translate(state({ virtualServices: [virtualService] }), addressOf);
  expect(problems).toEqual([]);
  const host = virtualHosts.find((each) => (each as { name: string }).name === 'web.shop');
  return (host as { routes: unknown[] }).routes;
}

const to = (host: string, weight?: number) => ({ destination: { host }, ...(weight === undefined ? {} : { weight }) });

describe('what the sandbox tells Envoy', () => {
  it('sends requests to the pods that are ready, or of which nothing is known', () => {
    const { clusters } = translate(state(), addressOf);
    const at = (host: string) => ({ endpoint: { address: { socket_address: { address: host, port_value: 8080 } } } });
    expect(clusters.get('web.shop')).toEqual([at('10.244.0.1')]);
    expect(clusters.get('web-candidate.shop')).toEqual([at('10.244.0.3')]);
  });

  it('leaves out pods that listen nowhere yet', () => {
    expect(translate(state(), () => undefined).clusters.get('web.shop')).toEqual([]);
  });

  it('chooses the pods of a subset by their labels', () => {
    const subsets = [
      { name: 'old', labels: { track: 'stable' } },
      { name: 'none', labels: { track: 'x' } },
    ];
    const rule = { ...own('web'), spec: { host: 'web.shop.svc.cluster.local', subsets } };
    const { clusters } = translate(state({ destinationRules: [rule] }), addressOf);
    expect(clusters.get('web.shop.old')).toHaveLength(1);
    expect(clusters.get('web.shop.none')).toEqual([]);
  });

  it('divides by weight, and gives nothing at all to a weight of 0', () => {
    const [route] = routesOf([{ route: [to('web', 95), to('web-candidate.shop.svc.cluster.local', 5)] }]);
    const clusters = [
      { name: 'web.shop', weight: 95 },
      { name: 'web-candidate.shop', weight: 5 },
    ];
    expect(route).toMatchObject({ route: { weighted_clusters: { clusters } } });
    const [none] = routesOf([{ route: [to('web', 100), to('web-candidate', 0)] }]);
    expect(none).toMatchObject({ route: { weighted_clusters: { clusters: [{ name: 'web.shop', weight: 100 }] } } });
  });

  it('keeps the order of routes, and their conditions', () => {
    const match = [
      { headers: { 'x-user': { exact: 'a' }, cookie: { regex: '.*beta.*' }, seen: {} }, uri: { prefix: '/shop' } },
      { queryParams: { version: { exact: '2' } }, method: { exact: 'GET' }, withoutHeaders: { bot: {} } },
    ];
    const routes = routesOf([
      { match, route: [to('web-candidate')] },
      { route: [to('web')], timeout: '1m500ms' },
    ]);
    expect(routes).toHaveLength(3);
    expect(routes[0]).toMatchObject({
      match: {
        prefix: '/shop',
        headers: [
          { name: 'x-user', string_match: { exact: 'a' } },
          { name: 'cookie', string_match: { safe_regex: { regex: '.*beta.*' } } },
          { name: 'seen', present_match: true },
        ],
      },
    });
    expect(routes[1]).toMatchObject({
      match: {
        headers: [
          { name: ':method', string_match: { exact: 'GET' } },
          { name: 'bot', present_match: true, invert_match: true },
        ],
        query_parameters: [{ name: 'version', string_match: { exact: '2' } }],
      },
    });
    expect(routes[2]).toMatchObject({ match: { prefix: '/' }, route: { timeout: '60.5s' } });
  });

  it('copies requests, and tries again only where it is told to', () => {
    const mirrored = { mirror: { host: 'web-candidate' }, mirrorPercentage: { value: 12.5 } };
    const [route] = routesOf([{ route: [to('web')], ...mirrored, retries: { attempts: 0 } }]);
    expect(route).toMatchObject({
      route: {
        request_mirror_policies: [
          {
            cluster: 'web-candidate.shop',
            runtime_fraction: { default_value: { numerator: 125_000, denominator: 'MILLION' } },
          },
        ],
      },
    });
    expect(route).not.toHaveProperty('route.retry_policy');
    expect(routesOf([{ route: [to('web')] }])[0]).toHaveProperty('route.retry_policy.num_retries', 2);
  });

  it.each([
    ['a condition', [{ match: [{ sourceLabels: { app: 'x' } }], route: [to('web')] }]],
    ['a fault', [{ route: [to('web')], fault: {} }]],
    ['a redirect', [{ redirect: { uri: '/' } }]],
    ['nothing', undefined],
  ])('has no route where it does not understand %s, and says so', (_, http) => {
    const virtualService = { ...own('web'), spec: { hosts: ['web'], http } };
    const { virtualHosts, problems } = translate(state({ virtualServices: [virtualService] }), addressOf);
    expect(virtualHosts.map((each) => (each as { name: string }).name)).toEqual(['web-candidate.shop']);
    expect(problems).toEqual([expect.stringContaining('VirtualService shop/web: http')]);
  });
});

describe('the proxy of the sandbox', () => {
  it('is none unless one is asked for, by a name that is known', () => {
    expect(readOptions([]).proxy).toBeUndefined();
    expect(readOptions(['--proxy', 'envoy']).proxy).toBe('envoy');
    expect(() => readOptions(['--proxy', 'nginx'])).toThrow(/--proxy nginx is not known: say --proxy envoy/);
  });
});
