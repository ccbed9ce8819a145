import { describe, expect, it } from 'vitest';
import { byMark, byMirror, byWeight, type Route } from '../../../src/domain/route.ts';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const api = 'gateway.networking.k8s.io/v1';
const config = { kind: 'gateway', httpRoute: 'checkout' };

const to = (...names: string[]) => ({ backendRefs: names.map((name) => ({ name, port: 80 })) });
function httpRoute(rules: unknown, spec: object = {}): KubeObject {
  const parentRefs = [{ name: 'edge', namespace: 'infra' }];
  const metadata = { name: 'checkout', namespace: 'shop' };
  return { apiVersion: api, kind: 'HTTPRoute', metadata, spec: { parentRefs, rules, ...spec } };
}

const edge: KubeObject = {
  apiVersion: api,
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'infra' },
  spec: { gatewayClassName: 'some' },
};
function gatewayClass(supportedFeatures?: unknown[]): KubeObject {
  const status = supportedFeatures ? { supportedFeatures } : {};
  return { apiVersion: api, kind: 'GatewayClass', metadata: { name: 'some', namespace: '' }, spec: {}, status };
}

describe('what an implementation cannot do', () => {
  const mark = { in: 'query', name: 'beta', value: '1' } as const;
  const route = httpRoute([to('checkout')]);
  const mirrors = ['HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror'];

  async function unable(objects: KubeObject[], routes: Route[], settings: object = {}) {
    const kube = createFakeKube({ objects });
    const router = createRouter({ clusters: () => kube }, { ...config, ...settings });
    const found = await router.unable?.(target, routes);
    return found?.map(({ severity, detail }) => `${severity}: ${detail}`);
  }

  it('is nothing for weights and headers, of which nobody is asked', async () => {
    const header = byMark({ ...mark, in: 'header' });
    expect(await unable([route], [byWeight(5), header])).toEqual([]);
  });

  it.each([
    ['objects', mirrors.map((name) => ({ name }))],
    ['plain names', mirrors],
  ])('is nothing where its class lists what is needed, as %s', async (_, features) => {
    expect(await unable([route, edge, gatewayClass(features)], [byMirror(20)])).toEqual([]);
  });

  it.each([
    ['copies', byMirror(100), [], 'does not list HTTPRouteRequestMirror among what it supports'],
    ['a part of them', byMirror(20), ['HTTPRouteRequestMirror'], 'does not list HTTPRouteRequestPercentageMirror'],
    ['parameters', byMark(mark), mirrors, 'does not list HTTPRouteQueryParamMatching'],
  ])('is refused: %s', async (_, wanted, features, words) => {
    const found = await unable([route, edge, gatewayClass(features.map((name) => ({ name })))], [wanted]);
    expect(found).toEqual([expect.stringMatching(/^refuse: GatewayClass some/)]);
    expect(found?.join()).toContain(words);
  });

  it('is asked of all copies where the user has some already', async () => {
    const shadow = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'shadow', port: 80 } } };
    const own = httpRoute([{ ...to('checkout'), filters: [shadow] }]);
    const found = await unable([own, edge, gatewayClass(mirrors)], [byMirror(20)]);
    expect(found).toEqual([expect.stringContaining('HTTPRouteRequestMultipleMirrors')]);
  });

  it('is refused where a rule has as many filters as the API takes', async () => {
    const filters = Array.from({ length: 16 }, (_, index) => ({
      type: 'ExtensionRef',
      extensionRef: { group: 'example.com', kind: 'Limit', name: `limit-${index}` },
    }));
    const own = httpRoute([{ ...to('checkout'), filters }]);
    expect(await unable([own, edge, gatewayClass(mirrors)], [byMirror(20)])).toEqual([
      expect.stringContaining('would have 17 filters in one rule; the Gateway API takes 16'),
    ]);
  });

  it.each([
    ['a class that lists nothing', [edge, gatewayClass()], 'lists nothing'],
    ['a class that is not there', [edge], 'GatewayClass some does not exist'],
    ['a Gateway that is not there', [], 'Gateway infra/edge does not exist'],
  ])('is refused where nobody can tell: %s', async (_, objects, words) => {
    const [found] = (await unable([route, ...objects], [byMirror(20)])) ?? [];
    expect(found).toMatch(/^refuse: Whether .* can't be told/);
    expect(found).toContain(words);
  });

  it('is refused where Sluice may not look, with what to bind', async () => {
    const kube = createFakeKube({ objects: [route, edge, gatewayClass(mirrors)] });
    kube.fail({ kind: 'GatewayClass', times: 1, error: new KubeError('forbidden', 'forbidden', 403) });
    const found = await createRouter({ clusters: () => kube }, config).unable?.(target, [byMirror(20)]);
    expect(found).toMatchObject([{ severity: 'refuse', remedy: expect.stringContaining('sluice-gateways') }]);
  });

  it.each([
    ['all that is needed', mirrors, []],
    ['a part of it', mirrors.slice(0, 1), ['knows HTTPRouteRequestPercentageMirror can']],
    [
      'nothing of it',
      ['HTTPRouteQueryParamMatching'],
      ['knows HTTPRouteRequestMirror and HTTPRouteRequestPercentageMirror'],
    ],
  ])('is taken from the catalogue where a class lists nothing: %s', async (_, features, words) => {
    const found = await unable([route, edge, gatewayClass()], [byMirror(20)], { features });
    expect(found).toEqual(words.map((each) => expect.stringContaining(each)));
  });

  it('is not taken from the catalogue where a class says otherwise', async () => {
    const found = await unable([route, edge, gatewayClass([])], [byMirror(20)], { features: mirrors });
    expect(found).toEqual([expect.stringContaining('does not list HTTPRouteRequestMirror')]);
  });

  it('is refused for a mesh, and for a route of nobody', async () => {
    const mesh = httpRoute([to('checkout')], { parentRefs: [{ group: '', kind: 'Service', name: 'checkout' }] });
    expect(await unable([mesh], [byMirror(20)])).toEqual([expect.stringContaining('a mesh does not say')]);
    const alone = httpRoute([to('checkout')], { parentRefs: [] });
    expect(await unable([alone], [byMirror(20)])).toEqual([expect.stringContaining('no `parentRefs`')]);
  });

  it('is refused where the API takes no more rules, or no second condition', async () => {
    const many = httpRoute(Array.from({ length: 9 }, () => to('checkout')));
    const header = byMark({ in: 'header', name: 'x-beta', value: 'yes' });
    expect(await unable([many], [header])).toEqual([expect.stringContaining('would have 18 rules')]);
    const headers = [{ type: 'RegularExpression', name: 'X-Beta', value: 'y.*' }];
    const own = httpRoute([{ name: 'api', matches: [{ headers }], ...to('checkout') }]);
    expect(await unable([own], [header])).toEqual([expect.stringContaining('rule api looks at the header x-beta')]);
  });
});
