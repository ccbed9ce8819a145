import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Destination,
  divide,
  type HttpRoute,
  isManaged,
  shareOf,
  undivide,
} from '../../../src/providers/routers/istio/routes.ts';
import { tracksOf } from '../../../src/providers/routers/istio/tracks.ts';
import { istio } from '../../../src/providers/routers/kinds/istio.ts';
import { weightOf } from '../../../src/providers/routers/table/weight.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const config = (settings: object) => istio.schema.parse({ kind: 'istio', virtualService: 'checkout', ...settings });
const modes = [config({}), config({ mode: 'subsets', destinationRule: 'checkout' })];

const foreign = fc.record(
  {
    timeout: fc.constant('3s'),
    headers: fc.dictionary(fc.string(), fc.string()),
    later: fc.json().map((t) => JSON.parse(t)),
  },
  { requiredKeys: [] },
);
const ourHost = fc.constantFrom('checkout', 'checkout.shop', 'checkout.shop.svc', 'checkout.shop.svc.cluster.local');
const otherHost = fc.constantFrom('cart', 'checkout.other', 'checkouts', 'checkout.example.com');
const destination = (host: fc.Arbitrary<string>): fc.Arbitrary<Destination> =>
  fc
    .record({
      host,
      port: fc.option(fc.record({ number: fc.integer({ min: 1, max: 65535 }) }), { nil: undefined }),
      extra: foreign,
      weight: fc.constantFrom(undefined, 0, 100),
    })
    .map(({ host, port, extra, weight }) => ({
      ...extra,
      destination: { host, ...(port ? { port } : {}) },
      ...(weight === undefined ? {} : { weight }),
    }));
const ours: fc.Arbitrary<HttpRoute> = fc
  .tuple(foreign, destination(ourHost))
  .map(([rest, one]) => ({ ...rest, route: [one] }));
const theirs: fc.Arbitrary<HttpRoute> = fc.oneof(
  fc.tuple(foreign, fc.array(destination(otherHost), { maxLength: 3 })).map(([rest, route]) => ({ ...rest, route })),
  foreign.map((rest) => ({ ...rest, redirect: { uri: '/' } })),
);
const routes = fc.array(fc.oneof(ours, theirs), { maxLength: 6 });
const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 });

describe.each(modes)('dividing the routes of a VirtualService by $mode', (settings) => {
  const tracks = tracksOf(settings, target);
  const managed = (route: HttpRoute) => isManaged(route, tracks, undefined);

  it('always has whole weights that add up to 100, and reads back what was written', () => {
    fc.assert(
      fc.property(ours, percents, (original, list) => {
        let route = original;
        for (const percent of list) {
          route = divide(route, tracks, percent);
          const weights = (route.route ?? []).map((each) => each.weight ?? Number.NaN);
          expect(weights).toHaveLength(2);
          for (const weight of weights) expect(weight).toSatisfy(Number.isInteger);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100);
          expect(shareOf(route, tracks)).toBe(weightOf(percent, 100));
        }
      }),
    );
  });

  it('gives back the very routes that it was given, whatever was done in between', () => {
    fc.assert(
      fc.property(routes, percents, (http, list) => {
        const divided = list.reduce(
          (now, percent) => now.map((route) => (managed(route) ? divide(route, tracks, percent) : route)),
          http,
        );
        const back = divided.map((route, index) => {
          const weight = http[index]?.route?.[0]?.weight ?? null;
          return managed(route) ? undivide(route, tracks, weight) : route;
        });
        expect(back).toEqual(http);
        expect(back.map((route) => (managed(route) ? undivide(route, tracks, null) : route))).toEqual(http);
      }),
    );
  });

  it('leaves the routes of others alone', () => {
    fc.assert(
      fc.property(theirs, (route) => {
        expect(managed(route)).toBe(false);
      }),
    );
  });

  it('keeps port, headers and foreign members on both destinations', () => {
    const original = {
      destination: { host: 'checkout.shop.svc.cluster.local', port: { number: 80 } },
      headers: { request: { set: { a: 'b' } } },
    };
    const [stable, candidate] = divide({ route: [original] }, tracks, 30).route ?? [];

    expect(stable).toMatchObject({ ...original, weight: 70 });
    expect(candidate).toMatchObject({ headers: original.headers, weight: 30, destination: { port: { number: 80 } } });
  });
});

describe('the weight of a share', () => {
  it.each([
    [0, 0],
    [0.01, 1],
    [0.6, 1],
    [33.4, 33],
    [99.9, 99],
    [100, 100],
  ])('%d %% is %d', (percent, weight) => {
    expect(weightOf(percent, 100)).toBe(weight);
  });
});

describe('hosts', () => {
  it('are written for the candidate as the user writes them', () => {
    const tracks = tracksOf(config({}), target);
    const hosts = ['checkout', 'checkout.shop', 'checkout.shop.svc.cluster.local'].map(
      (host) => tracks.asCandidate({ destination: { host } }).destination.host,
    );
    expect(hosts).toEqual([
      'checkout-candidate',
      'checkout-candidate.shop',
      'checkout-candidate.shop.svc.cluster.local',
    ]);
  });

  it('of another kind lead to the candidate by its full name', () => {
    const tracks = tracksOf(config({ stableHost: 'checkout.internal' }), target);
    const stable = { destination: { host: 'checkout.internal', subset: 'v1' } };

    expect(tracks.isStable(stable)).toBe(true);
    expect(tracks.asCandidate(stable).destination).toEqual({ host: 'checkout-candidate.shop.svc.cluster.local' });
  });

  it('shared with others that the user adds meanwhile give back only what they had', () => {
    const tracks = tracksOf(config({}), target);
    const route = {
      route: [
        { destination: { host: 'checkout' }, weight: 60 },
        { destination: { host: 'checkout-candidate' }, weight: 20 },
        { destination: { host: 'cart' }, weight: 20 },
      ],
    };
    expect(shareOf(route, tracks)).toBe(25);
    expect(undivide(route, tracks, 100).route).toEqual([
      { destination: { host: 'checkout' }, weight: 80 },
      { destination: { host: 'cart' }, weight: 20 },
    ]);
    const moved = divide(route, tracks, 50).route ?? [];
    expect(moved.map((each) => each.weight)).toEqual([40, 40, 20]);
  });
});
