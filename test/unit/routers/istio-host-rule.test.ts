import { describe, expect, it } from 'vitest';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { foreseeIstio } from '../../../src/providers/routers/istio/foresee.ts';
import { hostRulesOf } from '../../../src/providers/routers/istio/host-rule.ts';
import { istio } from '../../../src/providers/routers/kinds/istio.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';

const apiVersion = 'networking.istio.io/v1';
const namespace = 'shop';
const target = exampleTarget({ namespace });
const config = istio.schema.parse({ kind: 'istio', virtualService: 'checkout' });
const tls = { tls: { mode: 'SIMPLE', sni: 'checkout' } };
const rule = (name: string, spec: object, creationTimestamp = '2026-01-01T00:00:00Z'): KubeObject => ({
  apiVersion,
  kind: 'DestinationRule',
  metadata: { name, namespace, creationTimestamp },
  spec,
});
const routes = (...destinations: object[]): KubeObject => ({
  apiVersion,
  kind: 'VirtualService',
  metadata: { name: 'checkout', namespace },
  spec: { hosts: ['checkout'], http: destinations.map((destination) => ({ route: [{ destination }] })) },
});
const plain = routes({ host: 'checkout' });
const copyOf = (rules: KubeObject[], way = plain) => hostRulesOf(rules, way, config, target).copy;

describe('what the candidate’s host gets of the rule of the Service’s host', () => {
  it.each([
    ['checkout', 'checkout-candidate'],
    ['checkout.shop', 'checkout-candidate.shop'],
    ['checkout.shop.svc', 'checkout-candidate.shop.svc'],
    ['checkout.shop.svc.cluster.local', 'checkout-candidate.shop.svc.cluster.local'],
  ])('is its policy, written for the host in the same way: %s', (host, candidate) => {
    const spec = { host, trafficPolicy: tls, exportTo: ['.'], workloadSelector: { matchLabels: { app: 'edge' } } };
    expect(copyOf([rule('checkout', spec)])).toEqual({ ...spec, host: candidate });
  });

  it('has over it the policy of the subset to which the routes lead, and no subsets', () => {
    const pool = { connectionPool: { tcp: { maxConnections: 9 } } };
    const subsets = [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { ...pool, tls: { mode: 'DISABLE' } } }];
    const rules = [rule('checkout', { host: 'checkout', trafficPolicy: tls, subsets })];
    expect(copyOf(rules)).toEqual({ host: 'checkout-candidate', trafficPolicy: tls });
    expect(copyOf(rules, routes({ host: 'checkout', subset: 'v1' }))).toEqual({
      host: 'checkout-candidate',
      trafficPolicy: { ...pool, tls: { mode: 'DISABLE' } },
    });
    const both = hostRulesOf(rules, routes({ host: 'checkout', subset: 'v1' }, { host: 'checkout' }), config, target);
    expect(both).toMatchObject({ ambiguous: true, copy: { trafficPolicy: tls } });
  });

  it.each([
    ['there is no rule', []],
    ['rules are for other hosts', [rule('search', { host: 'search', trafficPolicy: tls })]],
    [
      'the rule is for all hosts, and so for the candidate’s',
      [rule('all', { host: '*.shop.svc.cluster.local', trafficPolicy: tls })],
    ],
    ['the rule has no policy', [rule('checkout', { host: 'checkout', subsets: [{ name: 'v1' }] })]],
    [
      'the user has written one for the candidate’s host',
      [
        rule('checkout', { host: 'checkout', trafficPolicy: tls }),
        rule('new', { host: 'checkout-candidate.shop.svc.cluster.local', trafficPolicy: {} }),
      ],
    ],
  ])('is nothing where %s', (_what, rules) => {
    expect(copyOf(rules)).toBeNull();
  });

  it('is that of all rules that Istio takes together', () => {
    const later = '2026-02-01T00:00:00Z';
    const older = rule('a', { host: 'checkout', subsets: [{ name: 'v1', labels: { version: 'v1' } }] });
    const pool = { connectionPool: { tcp: { maxConnections: 9 } } };
    const newer = rule(
      'b',
      { host: 'checkout', trafficPolicy: tls, subsets: [{ name: 'v2', trafficPolicy: pool }] },
      later,
    );
    expect(copyOf([newer, older])?.trafficPolicy).toEqual(tls);
    expect(copyOf([newer, older], routes({ host: 'checkout', subset: 'v2' }))?.trafficPolicy).toEqual({
      ...tls,
      ...pool,
    });
    const again = rule('c', { host: 'checkout', subsets: [{ name: 'v1', trafficPolicy: pool }] }, later);
    expect(copyOf([older, again], routes({ host: 'checkout', subset: 'v1' }))).toBeNull();
    const elsewhere = rule('d', { host: 'checkout', trafficPolicy: pool, exportTo: ['.'] }, later);
    expect(copyOf([elsewhere, rule('a', { host: 'checkout', trafficPolicy: tls })])).toEqual({
      host: 'checkout-candidate',
      trafficPolicy: tls,
    });
  });

  it('is the general one before one that is for some callers alone', () => {
    const workloadSelector = { matchLabels: { app: 'edge' } };
    const some = rule('some', { host: 'checkout', trafficPolicy: { tls: { mode: 'DISABLE' } }, workloadSelector });
    const general = rule('general', { host: 'checkout', trafficPolicy: tls }, '2026-02-01T00:00:00Z');
    expect(copyOf([some, general])).toEqual({ host: 'checkout-candidate', trafficPolicy: tls });
  });

  it('is that of the oldest of several, which is said', async () => {
    const rules = [
      rule('newer', { host: 'checkout', trafficPolicy: {} }, '2026-02-01T00:00:00Z'),
      rule('older', { host: 'checkout.shop.svc.cluster.local', trafficPolicy: tls }),
    ];
    expect(copyOf(rules)?.trafficPolicy).toEqual(tls);
    const kube = createFakeKube({ objects: [...rules, plain] });
    expect(await foreseeIstio(kube, config, target)).toMatchObject([
      { severity: 'warn', detail: expect.stringContaining('(older, newer)') },
    ]);
  });
});

describe('before the release', () => {
  const rules = [rule('checkout', { host: 'checkout', trafficPolicy: tls })];

  it('it is refused where the rule’s name is taken, or Sluice may not create one', async () => {
    const taken = createFakeKube({ objects: [...rules, plain, rule('checkout-candidate', { host: 'other' })] });
    expect(await foreseeIstio(taken, config, target)).toMatchObject([{ severity: 'refuse', remedy: 'rename it' }]);
    const kube = createFakeKube({ objects: [...rules, plain] });
    kube.allow(({ verb }) => verb !== 'create');
    expect(await foreseeIstio(kube, config, target)).toMatchObject([
      { severity: 'refuse', detail: expect.stringContaining('may not create one in shop') },
    ]);
  });

  it('nothing is said where all can be done, or subsets tell the tracks apart', async () => {
    const kube = createFakeKube({ objects: [...rules, plain] });
    expect(await foreseeIstio(kube, config, target)).toEqual([]);
    const subsets = istio.schema.parse({ ...config, mode: 'subsets', destinationRule: 'checkout' });
    expect(await foreseeIstio(kube, subsets, target)).toEqual([]);
  });
});

describe('an account that may not read rules', () => {
  it('makes none, and goes its way to the end', async () => {
    const kube = createFakeKube({ objects: [plain] });
    const error = new KubeError('forbidden', 'forbidden', 403);
    kube.fail({ kind: 'DestinationRule', times: 100, error });
    const router = createRouter({ clusters: () => kube }, config);
    const context = { plan: examplePlan(), target, fence: fenceOf('r-1', 1), routesWritten: true };
    await router.prepare(context);
    await router.clean(context);
    expect(await router.leftovers(context)).toEqual([]);
    expect(kube.all().map(({ kind }) => kind)).toEqual(['VirtualService']);
  });
});

describe('the rule of the candidate’s host', () => {
  const context = { plan: examplePlan(), target, fence: fenceOf('r-1', 1), routesWritten: true };
  const start = () => {
    const kube = createFakeKube({
      cluster: 'eu-1',
      objects: [rule('checkout', { host: 'checkout', trafficPolicy: tls }), plain],
    });
    return { kube, router: createRouter({ clusters: () => kube }, config) };
  };
  const made = { apiVersion, kind: 'DestinationRule', namespace, name: 'checkout-candidate' };

  it('is there before the routes know the candidate, and says whose it is', async () => {
    const { kube, router } = start();
    await router.prepare(context);
    expect(kube.journal.map(({ verb, ref }) => `${verb} ${ref.kind}`)).toEqual([
      'create DestinationRule',
      'replace VirtualService',
    ]);
    expect(kube.see(made)).toMatchObject({
      metadata: { labels: { 'sluice.dev/release': 'r-1', 'sluice.dev/track': 'candidate' } },
      spec: { host: 'checkout-candidate', trafficPolicy: tls },
    });
    expect(await router.leftovers(context)).toContain('DestinationRule checkout-candidate');
  });

  it('goes when the routes are cleaned, and another release’s stays', async () => {
    const { kube, router } = start();
    await router.prepare(context);
    const other = { ...context, fence: fenceOf('r-2', 1) };
    await router.clean(other);
    expect(kube.see(made)['spec']).toMatchObject({ host: 'checkout-candidate' });
    await router.clean(context);
    expect(await kube.get(made)).toBeNull();
  });

  it('is never written over where somebody else has that name', async () => {
    const { kube, router } = start();
    kube.put(rule('checkout-candidate', { host: 'other' }));
    await expect(router.prepare(context)).rejects.toThrow('exists already');
    await router.clean(context);
    expect(kube.see(made)['spec']).toEqual({ host: 'other' });
  });
});
