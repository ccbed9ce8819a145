import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpRouteSchema, virtualServiceSchema } from '../../../sandbox/workloads/objects.ts';
import { type Rule, rulesOfHttpRoute, rulesOfVirtualService } from '../../../sandbox/workloads/rules.ts';
import { byMark, byMirror, byWeight, type Route } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { gatewayTable } from '../../../src/providers/routers/gateway/table.ts';
import { istioTable } from '../../../src/providers/routers/istio/table.ts';
import { gateway } from '../../../src/providers/routers/kinds/gateway.ts';
import { istio } from '../../../src/providers/routers/kinds/istio.ts';
import { applied, driftIn, notedRules, restored } from '../../../src/providers/routers/table/apply.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const metadata = { name: 'checkout', namespace: 'shop' };

const toCheckout = { destination: { host: 'checkout' } };
const virtualService = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata,
  spec: {
    hosts: ['checkout'],
    http: [
      {
        name: 'api',
        match: [{ uri: { prefix: '/' }, headers: { 'x-a': { exact: '1' } } }],
        route: [{ ...toCheckout, headers: { request: { set: { a: 'b' } }, response: { add: { c: 'd' } } } }],
        mirror: { host: 'shadow' },
      },
      { route: [toCheckout], timeout: '3s' },
    ],
  },
};
const httpRoute = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata,
  spec: {
    rules: [
      {
        name: 'api',
        matches: [{ path: { value: '/' }, headers: [{ name: 'x-a', value: '1' }] }],
        backendRefs: [
          {
            name: 'checkout',
            port: 80,
            filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'c', value: 'd' }] } }],
          },
        ],
      },
      { backendRefs: [{ name: 'checkout', port: 80, weight: 7 }] },
    ],
  },
};

interface Way {
  object: KubeObject;
  after(route: Route, object?: KubeObject, release?: string): KubeObject;
  back(object: KubeObject): KubeObject;
  drift(object: KubeObject, route: Route): unknown;
  rules(object: KubeObject): Rule[];
}

const tables = {
  istio: istioTable(istio.schema.parse({ kind: 'istio', virtualService: 'checkout' }), target),
  gateway: gatewayTable(gateway.schema.parse({ kind: 'gateway', httpRoute: 'checkout', cookies: true }), target),
};
const ways: [string, Way][] = [
  [
    'a VirtualService',
    {
      object: virtualService,
      after: (route, object = virtualService, release = 'r-1') => applied(tables.istio, object, route, release),
      back: (object) =>
        restored(tables.istio, object, { format: 1, routes: notedRules(tables.istio, virtualService), owners: [] }),
      drift: (object, route) => driftIn(tables.istio, object, route, 'r-1'),
      rules: (object) => rulesOfVirtualService(virtualServiceSchema.parse(object)),
    },
  ],
  [
    'an HTTPRoute',
    {
      object: httpRoute,
      after: (route, object = httpRoute, release = 'r-1') => applied(tables.gateway, object, route, release),
      back: (object) =>
        restored(tables.gateway, object, { format: 1, routes: notedRules(tables.gateway, httpRoute), owners: [] }),
      drift: (object, route) => driftIn(tables.gateway, object, route, 'r-1'),
      rules: (object) => rulesOfHttpRoute(httpRouteSchema.parse(object)),
    },
  ],
];

const cookie = { cookie: 'sluice-checkout', forMs: 86_400_000 };
const sticky = (percent: number, before: number[] = []) => byWeight(percent, { ...cookie, before });
const shares = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 })
  .map((all) => all.sort((a, b) => a - b));

/** What one request comes to: the chance of each track, and the cookie that is kept then. */
function outcomes(rules: readonly Rule[], known: string) {
  const rule = rules.find(({ reach, cookies }) => reach === 'all' || cookies.some((each) => each.test(known)));
  const all = rule?.weighted ?? [];
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  return all
    .filter(({ weight }) => weight > 0)
    .map(({ weight, to, setCookie }) => ({
      chance: weight / sum,
      isCandidate: to.name === 'checkout-candidate',
      known: setCookie?.split(';')[0] ?? known,
    }));
}

describe.each(ways)('users who stay with their version, by %s', (_, way) => {
  it('meet the candidate with just the chance that the step says, whichever steps they came in before', () => {
    fc.assert(
      fc.property(shares, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (steps, comes) => {
        let chances = new Map([['', 1]]);
        let object = way.object;
        steps.forEach((percent, index) => {
          object = way.after(sticky(percent, steps.slice(0, index)), object);
          if (!comes[index]) return;
          const rules = way.rules(object);
          const next = new Map<string, number>();
          let candidate = 0;
          for (const [before, chance] of chances)
            for (const each of outcomes(rules, before)) {
              next.set(each.known, (next.get(each.known) ?? 0) + chance * each.chance);
              if (each.isCandidate) candidate += chance * each.chance;
            }
          expect(candidate).toBeCloseTo(percent / 100, 9);
          chances = next;
        });
      }),
    );
  });

  it('stay within a step, and with the candidate in every later one', () => {
    fc.assert(
      fc.property(shares, (steps) => {
        const met = new Set<string>();
        steps.forEach((percent, index) => {
          const rules = way.rules(way.after(sticky(percent, steps.slice(0, index))));
          for (const known of ['', ...met])
            for (const first of outcomes(rules, known)) {
              expect(outcomes(rules, first.known)).toMatchObject([{ chance: 1, isCandidate: first.isCandidate }]);
              if (known.endsWith('.candidate')) expect(first.isCandidate).toBe(true);
              met.add(first.known);
            }
        });
      }),
    );
  });

  it('are known by the cookies of their own release alone, among whatever else they carry', () => {
    const rules = way.rules(way.after(sticky(20)));
    const mine = 'a=b; sluice-checkout=sluice.r-1.candidate; c=d';
    expect(outcomes(rules, mine)).toMatchObject([{ chance: 1, isCandidate: true }]);
    for (const other of [
      'sluice.r-11.candidate',
      'sluice.r-1.candidate2',
      'xsluice.r-1.candidate',
      'sluice.r.1.candidate',
    ])
      expect(outcomes(rules, `sluice-checkout=${other}`).map(({ chance }) => chance)).toEqual([0.8, 0.2]);
  });

  it('leave the candidate in one write, and nothing of it is left', () => {
    const now = way.after(sticky(20, [1, 5]));
    expect(way.after(byWeight(0), now)).toEqual(way.after(byWeight(0)));
    expect(way.after(byWeight(100), now)).toEqual(way.after(byWeight(100)));
    expect(way.after(sticky(100, [20]), now)).toEqual(way.after(byWeight(100)));
  });

  it('leave the rules as they were, whatever was done in between', () => {
    const mark = byMark({ in: 'header', name: 'x-beta', value: 'on' });
    const route = fc.oneof(
      shares.map((all) => sticky(all.at(-1) ?? 1, all.slice(0, -1))),
      fc.constantFrom(byWeight(30), mark, byMirror(10), byWeight(0)),
    );
    fc.assert(
      fc.property(fc.array(route, { maxLength: 4 }), (list) => {
        const after = list.reduce((now, each) => way.after(each, now), way.object);
        expect(way.back(after)).toEqual(way.object);
        expect(way.after(sticky(9, [3]), after)).toEqual(way.after(sticky(9, [3])));
      }),
    );
  });

  it('are missed where somebody has taken the cookies, their rules or the share away', () => {
    const route = sticky(20, [5]);
    const now = way.after(route);
    expect(way.drift(now, route)).toBeNull();
    expect(way.drift(way.after(byWeight(20)), route)).toEqual({ share: 20, beside: 'sticky' });
    expect(way.drift(way.after(sticky(20)), route)).toEqual({ share: 20, beside: 'sticky' });
    expect(way.drift(way.after(route, way.object, 'r-2'), route)).toEqual({ share: 20, beside: 'sticky' });
    expect(way.drift(now, byWeight(20))).toEqual({ share: 20, beside: 'sticky' });
    expect(way.drift(way.after(sticky(21, [5])), route)).toEqual({ share: 21 });
  });
});
