import { describe, expect, it } from 'vitest';
import { byWeight } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const metadata = { name: 'checkout', namespace: 'shop' };
const sticky = byWeight(50, { cookie: 'sluice-checkout', forMs: 3_600_000, before: [1, 5, 25] });

async function unable(config: object, objects: KubeObject[]) {
  const kube = createFakeKube({ objects });
  const found = await createRouter({ clusters: () => kube }, config).unable?.(target, [sticky]);
  return found?.map(({ severity, detail, remedy }) => `${severity}: ${detail}; ${remedy}`);
}

describe('what keeps users from staying, by a VirtualService', () => {
  const own = { name: 'api', route: [{ destination: { host: 'checkout' } }] };
  const of = (http: object) =>
    unable({ kind: 'istio', virtualService: 'checkout' }, [
      { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec: { http: [http] } },
    ]);

  it('is nothing as a rule', async () => {
    const headers = { response: { add: { 'x-a': 'b' } }, request: { set: { 'set-cookie': 'c' } } };
    expect(await of({ ...own, headers })).toEqual([]);
  });

  it.each([
    { ...own, headers: { response: { set: { 'set-cookie': 'a=b' } } } },
    { ...own, headers: { response: { remove: ['Set-Cookie'] } } },
    { ...own, route: [{ ...own.route[0], headers: { response: { add: { 'Set-Cookie': 'a=b' } } } }] },
  ])('is a cookie that the user writes there: %j', async (http) => {
    expect(await of(http)).toEqual([
      'refuse: VirtualService checkout, http route api writes the header Set-Cookie itself, and Istio takes one of a name; change it, or leave `sticky` out',
    ]);
  });

  it('is a condition on cookies of the user’s own', async () => {
    expect(await of({ ...own, match: [{ headers: { cookie: { regex: 'a=b' } } }] })).toEqual([
      expect.stringContaining('http route api looks at the header cookie already'),
    ]);
  });
});

describe('what keeps users from staying, by an HTTPRoute', () => {
  const api = 'gateway.networking.k8s.io/v1';
  const features = ['HTTPRouteBackendRequestHeaderModification', 'HTTPRouteResponseHeaderModification'];
  const edge = (names: string[]): KubeObject[] => [
    { apiVersion: api, kind: 'Gateway', metadata: { ...metadata, name: 'edge' }, spec: { gatewayClassName: 'some' } },
    {
      apiVersion: api,
      kind: 'GatewayClass',
      metadata: { name: 'some', namespace: '' },
      status: { supportedFeatures: names.map((name) => ({ name })) },
    },
  ];
  const own = { name: 'api', backendRefs: [{ name: 'checkout', port: 80 }] };
  const of = (rules: object[], names = features) => {
    const spec = { parentRefs: [{ name: 'edge' }], rules };
    const config = { kind: 'gateway', httpRoute: 'checkout', cookies: true };
    return unable(config, [{ apiVersion: api, kind: 'HTTPRoute', metadata, spec }, ...edge(names)]);
  };
  const modifier = (headers: object) => ({ type: 'ResponseHeaderModifier', responseHeaderModifier: headers });

  it('is nothing where its class lists what is needed', async () => {
    expect(
      await of([own, { ...own, name: 'rest', filters: [modifier({ set: [{ name: 'x', value: 'y' }] })] }]),
    ).toEqual([]);
  });

  it.each(features)('is an implementation that does not list %s', async (missing) => {
    const found = await of(
      [own],
      features.filter((name) => name !== missing),
    );
    expect(found).toEqual([expect.stringContaining(`GatewayClass some does not list ${missing}`)]);
  });

  it.each([
    { ...own, filters: [modifier({ remove: ['set-cookie'] })] },
    {
      ...own,
      backendRefs: [{ ...own.backendRefs[0], filters: [modifier({ add: [{ name: 'Set-Cookie', value: 'a=b' }] })] }],
    },
  ])('is a cookie that the user writes there: %j', async (rule) => {
    expect(await of([rule])).toEqual([
      expect.stringContaining('rule api writes the header Set-Cookie itself, and the Gateway API takes one of a name'),
    ]);
  });

  it('is a condition on cookies of the user’s own, or too many rules', async () => {
    const headers = [{ type: 'RegularExpression', name: 'Cookie', value: 'a=b' }];
    expect(await of([{ ...own, matches: [{ headers }] }])).toEqual([
      expect.stringContaining('rule api looks at the header cookie already'),
    ]);
    expect(await of([own, { ...own, name: 'b' }, { ...own, name: 'c' }])).toEqual([
      'refuse: HTTPRoute checkout would have 18 rules; the Gateway API takes 16; make fewer rules of it, or take fewer steps: each needs rules of its own',
    ]);
  });
});
