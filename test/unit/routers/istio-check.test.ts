import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { routerSchema } from '../../../src/providers/routers/kinds/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const istio = 'networking.istio.io/v1';

function object(kind: string, spec: object): KubeObject {
  return { apiVersion: istio, kind, metadata: { name: 'checkout', namespace: 'shop' }, spec };
}
const http = (...routes: object[]) => object('VirtualService', { http: routes });
const to = (...hosts: string[]) => ({ route: hosts.map((host) => ({ destination: { host } })) });
const hosts = { kind: 'istio', virtualService: 'checkout' };
const subsets = { ...hosts, mode: 'subsets', destinationRule: 'checkout' };

async function check(config: object, objects: KubeObject[], wanted = target) {
  const kube = createFakeKube({ objects });
  return createRouter({ clusters: () => kube }, config).check(wanted);
}

describe('what is wrong with the routing objects', () => {
  it.each([
    ['nothing', hosts, [http(to('checkout'))], null],
    ['no VirtualService', hosts, [], 'VirtualService shop/checkout does not exist'],
    ['only tcp routes', hosts, [object('VirtualService', { tcp: [to('checkout')] })], 'tcp and tls routes cannot be'],
    ['routes to others', hosts, [http(to('cart'))], 'no http route to checkout'],
    [
      'a named route that is not there',
      { ...hosts, routes: ['x'] },
      [http({ name: 'a', ...to('checkout') })],
      'are: a',
    ],
    ['a split of the user', hosts, [http(to('checkout', 'cart'))], 'already divides the traffic (checkout, cart)'],
    ['a candidate of the user', hosts, [http(to('checkout', 'checkout-candidate'))], 'already leads to checkout-cand'],
    ['a named redirect', { ...hosts, routes: ['r'] }, [http({ name: 'r', redirect: {} })], 'redirects or answers'],
    ['a named route to another', { ...hosts, routes: ['r'] }, [http({ name: 'r', ...to('cart') })], 'not to checkout'],
    [
      'a delegate',
      hosts,
      [http({ delegate: { name: 'inner', namespace: 'x' } })],
      'leads on to VirtualService x/inner',
    ],
    ['unreadable routes', hosts, [http({ route: 'all' })], 'cannot be read'],
    ['no DestinationRule', subsets, [http(to('checkout'))], 'DestinationRule shop/checkout does not exist'],
    [
      'a DestinationRule of another host',
      subsets,
      [http(to('checkout')), object('DestinationRule', { host: 'cart' })],
      'is for the host cart, not for checkout',
    ],
    [
      'a subset of the user',
      subsets,
      [
        http({ route: [{ destination: { host: 'checkout', subset: 'v1' } }] }),
        object('DestinationRule', { host: 'checkout' }),
      ],
      'leads to the subset v1',
    ],
    [
      'subsets with our names',
      subsets,
      [http(to('checkout')), object('DestinationRule', { host: 'checkout', subsets: [{ name: 'sluice-stable' }] })],
      'names that Sluice uses',
    ],
  ])('%s', async (_, config, objects, words) => {
    const problem = await check(config, objects);
    if (words === null) expect(problem).toBeNull();
    else expect(problem).toContain(words);
  });

  it('a worker without a Service', async () => {
    const worker = exampleTarget({ workload: { ...target.workload, service: null } });
    expect(await check(hosts, [http(to('checkout'))], worker)).toContain('has no Kubernetes Service');
  });

  it('a cluster without Istio', async () => {
    const kube = createFakeKube({ unknown: [istio] });
    const problem = await createRouter({ clusters: () => kube }, hosts).check(target);
    expect(problem).toBe('the cluster does not know the kind VirtualService of networking.istio.io/v1');
  });
});

describe('settings of routers', () => {
  const traitsOf = (config: object) => createRouter({ clusters: () => createFakeKube({}) }, config).traits;

  it('tell a planner how exact the router is and where the pods belong', () => {
    expect(traitsOf({ kind: 'replicas' })).toEqual({
      precision: 'pods',
      candidateBehindService: true,
      routes: ['weight'],
      marks: [],
    });
    const able = { sticky: true, routes: ['weight', 'match', 'mirror'], marks: ['header', 'cookie', 'query'] };
    const serviceMarks = { labels: expect.arrayContaining(['istio.io/use-waypoint']), annotations: expect.any(Array) };
    expect(traitsOf(hosts)).toEqual({ precision: 'exact', candidateBehindService: false, ...able, serviceMarks });
    expect(traitsOf(subsets)).toEqual({ precision: 'exact', candidateBehindService: true, ...able });
  });

  it.each([
    [{ kind: 'magic' }],
    [{ kind: 'istio' }],
    [{ ...hosts, mode: 'subsets' }],
    [{ ...hosts, virtualServce: 'typo' }],
  ])('are refused when they make no sense: %j', (config) => {
    expect(() => routerSchema.parse(config)).toThrow();
  });
});
