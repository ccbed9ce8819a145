import { describe, expect, it } from 'vitest';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';
import { both, detailOf } from './shown.ts';

describe('which series count', () => {
  const page = (probes: number, ok: number, failed: number) =>
    `http_requests_total{code="200",handler="/readyz"} ${probes}\n` +
    `http_requests_total{code="200",handler="/pay"} ${ok}\nhttp_requests_total{code="500",handler="/pay"} ${failed}\n`;

  it.each([
    ['left out by name', { handler: '!= /readyz' }],
    ['left out by pattern', { handler: '!~ /(readyz|livez|metrics)' }],
    ['named', { handler: '/pay' }],
    ['named with its operator', { handler: '= /pay' }],
    ['matched', { handler: '=~ /p.*' }],
    ['both', { handler: ['=~ /.*', '!~ /ready.*'] }],
    ['left out by what is recognized', undefined],
  ])('may be %s', async (_, where) => {
    const world = both({ latency: null, ...(where ? { where } : {}) });
    world.show(page(100, 0, 0), page(1000, 10, 0));
    await world.look();
    world.show(page(1270, 0, 9), page(2170, 110, 0));
    expect(await world.look()).toMatchObject({
      sample: { candidate: { requests: 9, errors: 9 }, stable: { requests: 100, errors: 0 } },
    });
  });

  it.each(['/healthz/', '/up', '/__health', '/api/health', 'GET /healthz', 'healthz'])(
    'are not those of the probe %s',
    async (handler) => {
      const world = both({ latency: null });
      const probed = (probes: number, ok: number) => page(probes, ok, 0).replace('/readyz', handler);
      world.show(probed(100, 0), probed(100, 0));
      await world.look();
      world.show(probed(900, 5), probed(100, 0));
      expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 5 } } });
    },
  );

  it('are all of them where `where` says so, and none is said where it leaves none', async () => {
    const all = both({ latency: null, where: {} });
    all.show(page(0, 0, 0), page(0, 0, 0));
    await all.look();
    all.show(page(100, 0, 9), page(0, 0, 0));
    expect(await all.look()).toMatchObject({ sample: { candidate: { requests: 109 } } });
    const none = both({ latency: null, where: { handler: '/buy' } });
    none.show(page(1, 1, 1), page(1, 1, 1));
    expect(detailOf(await none.look())).toBe(
      'no series of http_requests_total meets `where` (handler = /buy; their labels are code, handler)',
    );
  });

  it('are told before a release: how many, by code and by path, a second', async () => {
    const world = given([fakePod('s-1')], { latency: null, where: {} });
    let look = 0;
    world.cluster.page = async () => {
      look += 1;
      return { status: 200, headers: {}, body: page(13 * look, look, 0) };
    };
    const { counts: said } = await world.source.look(world.plan.target, 1000);
    expect(said).toMatch(/3 series of http_requests_total: by code 200, 500; by handler \/readyz, \/pay/);
  });
});
