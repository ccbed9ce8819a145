import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byMark, byMirror, type Mark, markSchema } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { istioTable } from '../../../src/providers/routers/istio/table.ts';
import { istio } from '../../../src/providers/routers/kinds/istio.ts';
import { applied, restored } from '../../../src/providers/routers/table/apply.ts';
import { cookiePattern } from '../../../src/providers/routers/table/cookie.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget({ namespace: 'shop' });
const config = istio.schema.parse({ kind: 'istio', virtualService: 'checkout' });
const table = istioTable(config, target);

function virtualService(...http: object[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { hosts: ['checkout'], http },
  };
}
const to = (host: string) => ({ route: [{ destination: { host } }] });
const httpOf = (object: KubeObject) => (object['spec'] as { http: Record<string, unknown>[] }).http;
const header: Mark = { in: 'header', name: 'X-Beta', value: 'yes' };

describe('the routes of an Istio release for requests with a mark', () => {
  const written = (rule: object, mark: Mark) => httpOf(applied(table, virtualService(rule), byMark(mark), 'r-1'));

  it('stand before the user’s own, with all that these have, and to the candidate alone', () => {
    const own = { name: 'api', match: [{ uri: { prefix: '/api' } }, { port: 80 }], timeout: '4s', ...to('checkout') };
    const lab = { name: 'lab', match: [{ uri: { exact: '/lab' } }], ...to('lab') };
    const http = httpOf(applied(table, virtualService(lab, own), byMark(header), 'r-1'));
    const headers = { 'x-beta': { exact: 'yes' } };
    expect(http.map(({ name }) => name)).toEqual(['lab', 'sluice-candidate-api', 'api']);
    expect(http[1]).toEqual({
      name: 'sluice-candidate-api',
      match: [
        { uri: { prefix: '/api' }, headers },
        { port: 80, headers },
      ],
      timeout: '4s',
      ...to('checkout-candidate'),
    });
  });

  it('look for cookies and parameters where these are', () => {
    expect(written(to('checkout'), { in: 'query', name: 'Beta', value: '1' })[0]).toMatchObject({
      match: [{ queryParams: { Beta: { exact: '1' } } }],
    });
    const cookie = { in: 'cookie', name: 'beta', value: '1' } as const;
    expect(written(to('checkout'), cookie)[0]).toMatchObject({
      match: [{ headers: { cookie: { regex: cookiePattern(cookie) } } }],
    });
  });

  it.each([
    [{ exact: 'yes' }, 1],
    [{ exact: 'no' }, 0],
    [{ prefix: 'y' }, 1],
    [{ prefix: 'n' }, 0],
    [{}, 1],
    [{ regex: 'y.*' }, 0],
  ])('go by what the user asks of the same header already: %j', (condition, routes) => {
    const http = written({ match: [{ headers: { 'x-beta': condition } }], ...to('checkout') }, header);
    const ours = http.filter(({ name }) => name === 'sluice-candidate');
    expect(ours.map(({ match }) => match)).toEqual(
      Array.from({ length: routes }, () => [{ headers: { 'x-beta': { exact: 'yes' } } }]),
    );
  });

  it('are refused beforehand where Istio could not hold both conditions', async () => {
    const own = { name: 'api', match: [{ headers: { 'x-beta': { regex: 'y.*' }, cookie: { regex: 'a=b' } } }] };
    const kube = createFakeKube({ objects: [virtualService({ ...own, ...to('checkout') })] });
    const router = createRouter({ clusters: () => kube }, config);
    const cookie: Mark = { in: 'cookie', name: 'beta', value: '1' };
    const other: Mark = { ...header, name: 'x-other' };
    const found = await router.unable?.(target, [byMark(header), byMark(cookie), byMark(other)]);
    expect(found?.map(({ severity, detail }) => [severity, detail.slice(0, 79)])).toEqual([
      ['refuse', 'VirtualService checkout, http route api looks at the header X-Beta already, and'],
      ['refuse', 'VirtualService checkout, http route api looks at the header cookie already, and'],
    ]);
  });
});

describe('the pattern of a cookie', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9!#$%&*+.^_|~-]{1,12}$/);
  const value = fc.stringMatching(/^[!#-&(-+\--:<-[\]-_a-~]{1,12}$/);

  it('fits a header that has exactly that cookie, wherever it stands', () => {
    fc.assert(
      fc.property(name, value, (cookie, text) => {
        const pattern = new RegExp(cookiePattern({ name: cookie, value: text }));
        expect(`${cookie}=${text}`).toMatch(pattern);
        expect(`other=1; ${cookie}=${text}; last=2`).toMatch(pattern);
        expect(`x${cookie}=${text}`).not.toMatch(pattern);
        expect(`${cookie}=${text}x`).not.toMatch(pattern);
        expect(`other=${cookie}=${text}`).not.toMatch(pattern);
      }),
    );
  });

  it('holds nothing but letters of a mark that is one', () => {
    const cookie = (text: string) => markSchema.safeParse({ in: 'cookie', name: 'beta', value: text }).success;
    expect(['yes', '.*', '(a|b)$'].map(cookie)).toEqual([true, true, true]);
    expect(['a;b=c', 'a b', '`', '"', "'", '\\d', 'a\nb', '', 'x'.repeat(257)].filter(cookie)).toEqual([]);
    expect(markSchema.safeParse({ in: 'header', name: 'x: y', value: 'z' }).success).toBe(false);
  });
});

describe('the copies of an Istio release', () => {
  const shadow = { host: 'shadow' };
  const ours = { destination: { host: 'checkout-candidate' }, percentage: { value: 20 } };

  it.each([
    ['none', {}, [ours]],
    ['one', { mirror: shadow }, [ours, { destination: shadow }]],
    [
      'one of a part',
      { mirror: shadow, mirrorPercentage: { value: 3 } },
      [ours, { destination: shadow, percentage: { value: 3 } }],
    ],
    ['a list', { mirrors: [{ destination: shadow }] }, [{ destination: shadow }, ours]],
  ])('stand beside those that the user has, and go without a trace: %s', (_, members, mirrors) => {
    const before = virtualService({ ...to('checkout'), ...members });
    const after = applied(table, before, byMirror(20), 'r-1');
    const { mirror, mirrorPercentage, mirrors: found } = httpOf(after)[0] ?? {};
    expect({ mirror, mirrorPercentage, found }).toEqual({ found: mirrors });
    expect(restored(table, after, null)).toEqual(before);
  });

  it('are refused beforehand, and not made, where the user’s are written as Istio no longer does', async () => {
    const old = virtualService({ ...to('checkout'), mirror: shadow, mirrorPercent: 5 });
    const kube = createFakeKube({ objects: [old] });
    const found = await createRouter({ clusters: () => kube }, config).unable?.(target, [byMirror(20)]);
    expect(found).toMatchObject([
      { severity: 'refuse', detail: expect.stringContaining('`mirrorPercentage` instead') },
    ]);
    expect(httpOf(applied(table, old, byMirror(20), 'r-1'))[0]).toMatchObject({ mirror: shadow, mirrorPercent: 5 });
  });
});
