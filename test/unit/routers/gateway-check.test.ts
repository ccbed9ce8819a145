import { describe, expect, it } from 'vitest';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const api = 'gateway.networking.k8s.io/v1';
const config = { kind: 'gateway', httpRoute: 'checkout' };

const to = (...names: string[]) => ({ backendRefs: names.map((name) => ({ name, port: 80 })) });
function httpRoute(rules: unknown, more: object = {}, spec: object = {}): KubeObject {
  const parentRefs = [{ name: 'edge', namespace: 'infra' }];
  const metadata = { name: 'checkout', namespace: 'shop', generation: 3 };
  return { apiVersion: api, kind: 'HTTPRoute', metadata, spec: { parentRefs, rules, ...spec }, ...more };
}
function parent(name: string, type: string, status: string, observedGeneration = 3) {
  const condition = { type, status, reason: 'Why', message: 'no such thing', observedGeneration };
  return { parentRef: { name }, conditions: [condition] };
}
const said = (...parents: object[]) => ({ status: { parents } });

async function check(objects: KubeObject[], settings: object = {}) {
  const kube = createFakeKube({ objects });
  return createRouter({ clusters: () => kube }, { ...config, ...settings }).check(target);
}

describe('what is wrong with an HTTPRoute', () => {
  it.each([
    ['nothing', {}, [httpRoute([to('checkout')])], null],
    ['nothing where a backend of the user’s shares a rule', {}, [httpRoute([to('checkout', 'cart')])], null],
    ['no route', {}, [], 'HTTPRoute shop/checkout does not exist'],
    ['unreadable rules', {}, [httpRoute('all')], 'has rules that cannot be read'],
    ['rules to others', {}, [httpRoute([to('cart')])], 'has no rule that leads to Service checkout'],
    [
      'a Service elsewhere',
      {},
      [httpRoute([{ backendRefs: [{ name: 'checkout', namespace: 'other' }] }])],
      'leads to Service other/checkout, and the new version gets its own in shop',
    ],
    ['a named rule that is not there', { rules: ['x'] }, [httpRoute([{ name: 'a', ...to('checkout') }])], 'names: a'],
    ['a number that is not there', { rules: [2] }, [httpRoute([to('checkout')])], 'no rule 2; it has 1 rules'],
    ['a chosen redirect', { rules: [1] }, [httpRoute([{ filters: [] }])], 'rule 1: it redirects or answers'],
    ['a chosen rule to another', { rules: [1] }, [httpRoute([to('cart')])], 'it leads to cart, not to checkout'],
    [
      'a candidate of the user',
      { rules: [1] },
      [httpRoute([to('checkout'), to('checkout-candidate')])],
      'rule 2: it al',
    ],
    ['stable twice', {}, [httpRoute([to('checkout', 'checkout')])], 'in several backendRefs'],
    [
      'no weight at all',
      {},
      [httpRoute([{ backendRefs: [{ name: 'checkout', weight: 0 }] }])],
      'a weight of 0, so there is nothing to divide, and answers all requests with an error',
    ],
    [
      'weights too far apart',
      {},
      [httpRoute([{ backendRefs: [{ name: 'checkout' }, { name: 'cart', weight: 40_000 }] }])],
      'too large for a hundredth',
    ],
    [
      'a parent that refuses it',
      {},
      [httpRoute([to('checkout')], said(parent('edge', 'Accepted', 'False')))],
      'checkout: Gateway edge does not accept it (Why: no such thing)',
    ],
    [
      'a parent that finds a backend nowhere',
      {},
      [httpRoute([to('checkout')], said(parent('edge', 'ResolvedRefs', 'False')))],
      'Gateway edge does not find what it refers to',
    ],
    [
      'a word about an earlier state',
      {},
      [httpRoute([to('checkout')], said(parent('edge', 'Accepted', 'False', 2)))],
      null,
    ],
    [
      'one parent of two',
      {},
      [httpRoute([to('checkout')], said(parent('a', 'Accepted', 'True'), parent('b', 'Accepted', 'False')))],
      null,
    ],
  ])('%s', async (_, settings, objects, words) => {
    const problem = await check(objects, settings);
    if (words === null) expect(problem).toBeNull();
    else expect(problem).toContain(words);
  });

  it('a cluster without the Gateway API', async () => {
    const kube = createFakeKube({ unknown: [api] });
    const problem = await createRouter({ clusters: () => kube }, config).check(target);
    expect(problem).toBe(`the cluster does not know the kind HTTPRoute of ${api}`);
  });

  it('is said, but stops nothing, where one parent of two refuses it, or none has said anything', async () => {
    const foresee = async (route: KubeObject) =>
      createRouter({ clusters: () => createFakeKube({ objects: [route] }) }, config).foresee?.(target);
    const parents = said(parent('a', 'Accepted', 'True'), parent('b', 'Accepted', 'False'));
    expect(await foresee(httpRoute([to('checkout')], parents))).toMatchObject([
      { severity: 'warn', detail: expect.stringContaining('Gateway b does not accept it') },
    ]);
    expect(await foresee(httpRoute([to('checkout')]))).toMatchObject([
      { severity: 'warn', detail: expect.stringContaining('No Gateway says that it serves HTTPRoute checkout') },
    ]);
  });
});

describe('a Gateway that speaks TLS to the Service', () => {
  const policy = (...names: string[]): KubeObject => ({
    apiVersion: api,
    kind: 'BackendTLSPolicy',
    metadata: { name: 'secure', namespace: 'shop' },
    spec: { targetRefs: names.map((name) => ({ group: '', kind: 'Service', name })) },
  });
  const accepted = httpRoute([to('checkout')], said(parent('edge', 'Accepted', 'True')));
  const foresee = async (...objects: KubeObject[]) => {
    const kube = createFakeKube({ objects: [accepted, ...objects] });
    return createRouter({ clusters: () => kube }, config).foresee?.(target);
  };

  it('must speak it to the candidate’s as well', async () => {
    expect(await foresee(policy('checkout'))).toMatchObject([
      { severity: 'refuse', remedy: expect.stringContaining('name Service checkout-candidate') },
    ]);
    expect(await foresee(policy('checkout', 'checkout-candidate'))).toEqual([]);
    expect(await foresee(policy('cart'))).toEqual([]);
  });

  it('is said not to be known where Sluice may not look', async () => {
    const kube = createFakeKube({ objects: [accepted] });
    kube.fail({ kind: 'BackendTLSPolicy', times: 10, error: new KubeError('forbidden', 'forbidden', 403) });
    const found = await createRouter({ clusters: () => kube }, config).foresee?.(target);
    expect(found).toMatchObject([{ severity: 'warn', detail: expect.stringContaining("can't be told") }]);
  });
});
