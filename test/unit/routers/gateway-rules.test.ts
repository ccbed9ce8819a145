import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byMark, byMirror, byWeight, type Mark, type Route } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { divide, type Rule, shareOf } from '../../../src/providers/routers/gateway/rules.ts';
import { gatewayTable } from '../../../src/providers/routers/gateway/table.ts';
import { gateway } from '../../../src/providers/routers/kinds/gateway.ts';
import { applied, notedRules, restored } from '../../../src/providers/routers/table/apply.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const config = gateway.schema.parse({ kind: 'gateway', httpRoute: 'checkout', cookies: true });
const table = gatewayTable(config, target);

const backend = (name: string, more: object = {}) => ({ name, port: 80, ...more });
function httpRoute(...rules: object[]): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { rules },
  };
}
const rulesOf = (object: KubeObject) => (object['spec'] as { rules: Rule[] }).rules;

const weight = fc.constantFrom(undefined, 1, 3, 50, 100, 999, 1_000_000);
const stable = weight.map((each) => backend('checkout', each === undefined ? {} : { weight: each }));
const other = fc
  .tuple(fc.constantFrom('cart', 'legacy'), fc.constantFrom(undefined, 0, 1, 2, 100, 10_000))
  .map(([name, each]) => backend(name, each === undefined ? {} : { weight: each }));
const rule = fc
  .tuple(stable, fc.array(other, { maxLength: 3 }), fc.boolean())
  .map(([ours, others, first]) => ({ backendRefs: first ? [ours, ...others] : [...others, ours] }));
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const header: Mark = { in: 'header', name: 'x-beta', value: 'yes' };
const route: fc.Arbitrary<Route> = fc.oneof(
  percent.map(byWeight),
  percent.map((each) => byMark(header, each)),
  percent.map(byMirror),
);

describe('dividing the rules of an HTTPRoute', () => {
  it('has whole weights within the API’s bounds, and leaves others their part of all', () => {
    fc.assert(
      fc.property(rule, fc.array(percent, { minLength: 1, maxLength: 4 }), (original, list) => {
        const partOf = ({ backendRefs = [] }: Rule, names: readonly string[]) => {
          const weights = backendRefs.map((each) => ({ name: each.name, weight: each.weight ?? 1 }));
          const sum = (all: typeof weights) => all.reduce((total, each) => total + each.weight, 0);
          return sum(weights.filter(({ name }) => names.includes(name))) / sum(weights);
        };
        let divided: Rule = original;
        for (const each of list) divided = divide(divided, table.tracks, each);
        for (const { weight: whole = 1 } of divided.backendRefs ?? []) {
          expect(whole).toSatisfy(Number.isInteger);
          expect(whole).toBeGreaterThanOrEqual(0);
          expect(whole).toBeLessThanOrEqual(1_000_000);
        }
        expect(partOf(divided, ['checkout', 'checkout-candidate'])).toBeCloseTo(partOf(original, ['checkout']), 9);
      }),
    );
  });

  it('gives the candidate what is asked for to one hundredth, never none and never all by rounding', () => {
    fc.assert(
      fc.property(rule, percent, (original, each) => {
        const share = shareOf(divide(original, table.tracks, each), table.tracks);
        expect(Math.abs(share - each)).toBeLessThanOrEqual(1);
        expect([share > 0, share < 100]).toEqual([each > 0, each < 100]);
      }),
    );
  });

  it('gives back the very rules that it was given, whatever was done in between', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), fc.array(route, { maxLength: 5 }), (rules, list) => {
        const named = rules.map((each, index) => ({ ...each, matches: [{ path: { value: `/${index}` } }] }));
        const before = httpRoute(...named);
        const undo = { format: 1 as const, routes: notedRules(table, before), owners: [] };
        const after = list.reduce((now, each) => applied(table, now, each, 'r-1'), before);
        expect(restored(table, after, undo)).toEqual(before);
      }),
    );
  });

  it('leaves what somebody has changed meanwhile as it is, and gives stable what both had', () => {
    const before = httpRoute({ backendRefs: [backend('checkout', { weight: 3 }), backend('legacy')] });
    const undo = { format: 1 as const, routes: notedRules(table, before), owners: [] };
    const [now] = rulesOf(applied(table, before, byWeight(20), 'r-1'));
    expect(now?.backendRefs?.map((each) => each.weight)).toEqual([240, 60, 100]);
    const edited = httpRoute({ backendRefs: now?.backendRefs?.with(2, backend('legacy', { weight: 300 })) });
    expect(rulesOf(restored(table, edited, undo))[0]?.backendRefs).toEqual([
      backend('checkout', { weight: 300 }),
      backend('legacy', { weight: 300 }),
    ]);
  });

  it('finds rules again by what they match where others have been put before them', () => {
    const shared = { matches: [{ path: { value: '/a' } }], backendRefs: [backend('checkout'), backend('legacy')] };
    const before = httpRoute(shared);
    const undo = { format: 1 as const, routes: notedRules(table, before), owners: [] };
    const extra = { matches: [{ path: { value: '/new' } }], backendRefs: [backend('other')] };
    const edited = httpRoute(extra, ...rulesOf(applied(table, before, byWeight(5), 'r-1')));
    expect(restored(table, edited, undo)).toEqual(httpRoute(extra, shared));
  });
});

describe('the rules for requests with a mark', () => {
  const written = (own: object, mark: Mark) => rulesOf(applied(table, httpRoute(own), byMark(mark), 'r-1'));

  it('stand before the user’s own, with all that these have but their name', () => {
    const own = {
      name: 'api',
      matches: [{ path: { type: 'PathPrefix', value: '/api' } }, { method: 'GET' }],
      timeouts: { request: '4s' },
      backendRefs: [backend('checkout', { weight: 7 })],
    };
    const headers = [{ type: 'Exact', name: 'x-beta', value: 'yes' }];
    const [ours, theirs] = written(own, header);
    expect(ours).toEqual({
      matches: [
        { path: { type: 'PathPrefix', value: '/api' }, headers },
        { method: 'GET', headers },
      ],
      timeouts: { request: '4s' },
      backendRefs: [backend('checkout-candidate', { weight: 1_000_000 })],
    });
    expect(theirs?.name).toBe('api');
  });

  it.each([
    [{ name: 'X-Beta', value: 'yes' }, 1],
    [{ name: 'X-Beta', value: 'no' }, 0],
    [{ type: 'RegularExpression', name: 'x-beta', value: 'y.*' }, 0],
    [{ name: 'x-other', value: 'no' }, 1],
  ])('go by what the user asks of a header already: %j', (condition, count) => {
    const rules = written({ matches: [{ headers: [condition] }], backendRefs: [backend('checkout')] }, header);
    expect(rules).toHaveLength(count + 1);
  });

  it('look for cookies by a pattern, and for parameters by their names', () => {
    const own = { backendRefs: [backend('checkout')] };
    expect(written(own, { in: 'query', name: 'Beta', value: '1' })[0]?.['matches']).toEqual([
      { path: { type: 'PathPrefix', value: '/' }, queryParams: [{ type: 'Exact', name: 'Beta', value: '1' }] },
    ]);
    expect(written(own, { in: 'cookie', name: 'beta', value: '1' })[0]?.['matches']).toMatchObject([
      { headers: [{ type: 'RegularExpression', name: 'cookie' }] },
    ]);
  });

  it('are none of what a person makes of a divided rule', () => {
    const byHand = httpRoute({ backendRefs: [backend('checkout-candidate', { weight: 25 })] });
    expect(restored(table, byHand, null)).toEqual(byHand);
  });
});

describe('copies', () => {
  it.each([
    [100, {}],
    [20, { percent: 20 }],
    [0.5, { fraction: { numerator: 500, denominator: 100_000 } }],
  ])('of %d % are written as the API has it', (each, part) => {
    const filters = [{ type: 'URLRewrite', urlRewrite: { hostname: 'a' } }];
    const [own] = rulesOf(
      applied(table, httpRoute({ filters, backendRefs: [backend('checkout')] }), byMirror(each), 'r-1'),
    );
    expect(own?.['filters']).toEqual([
      ...filters,
      { type: 'RequestMirror', requestMirror: { backendRef: backend('checkout-candidate'), ...part } },
    ]);
  });
});
