import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/analysis/index.ts';
import { watchedOf } from '../../../src/analysis/signals/of-target.ts';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import { countersWith, unitWith } from '../../support/counters.ts';
import { fakePod, setContainer } from './fake-kube.ts';
import { given } from './scraping.ts';

const counts = (by: Record<string, number>, label = 'code', metric = 'http_requests_total') =>
  Object.entries(by)
    .map(([value, count]) => `${metric}{${label}="${value}"} ${count}\n`)
    .join('');
const started = (at: number) => `process_start_time_seconds ${at}\n`;
const buckets = 'http_request_duration_seconds_bucket{le="1"} 1\nhttp_request_duration_seconds_bucket{le="+Inf"} 1\n';

/** One pod of each version. */
function both(config: object = {}) {
  const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')], config);
  const show = (candidate: string, stable: string) => Object.assign(world.pages, { 'c-1': candidate, 's-1': stable });
  return { ...world, show };
}

const detailOf = (look: Measurement) => (look.kind === 'sample' ? '' : look.detail);

describe('a series that ends', () => {
  it('adds nothing, nor do the others on its page lose anything', async () => {
    const world = both();
    const stable = (x: number, old: string) =>
      `http_requests_total{code="200",route="/x"} ${x}\nhttp_requests_total{code="500",route="/x"} 60000\n${old}`;
    world.show(counts({ 200: 95, 500: 5 }), stable(940_000, 'http_requests_total{code="200",route="/old"} 5000\n'));
    await world.look();
    world.show(counts({ 200: 190, 500: 10 }), stable(940_800, ''));
    expect(await world.look()).toMatchObject({
      kind: 'sample',
      sample: { candidate: { requests: 100, errors: 5 }, stable: { requests: 800, errors: 0 } },
    });
    world.show(counts({ 200: 190, 500: 10 }), stable(940_900, 'http_requests_total{code="200",route="/old"} 5001\n'));
    expect(await world.look()).toMatchObject({ sample: { stable: { requests: 101 } } });
  });

  it('is one bucket by one, too', async () => {
    const world = both();
    const one = (route: string, fast: number, all: number) =>
      `http_requests_total{code="200",route="${route}"} ${all}\n` +
      `http_request_duration_seconds_bucket{route="${route}",le="0.1"} ${fast}\n` +
      `http_request_duration_seconds_bucket{route="${route}",le="+Inf"} ${all}\n`;
    world.show(one('/x', 900, 1000) + one('/old', 5000, 5000), one('/x', 1, 1));
    await world.look();
    world.show(one('/x', 960, 1070), one('/x', 1, 1));
    expect(await world.look()).toMatchObject({
      sample: {
        candidate: {
          requests: 70,
          buckets: [
            { le: 0.1, count: 60 },
            { le: null, count: 70 },
          ],
        },
      },
    });
  });

  it('that begins again from zero adds nothing, while the rest goes on', async () => {
    const world = both();
    world.show(counts({ 200: 10 }), counts({ 200: 100, 500: 5000 }));
    await world.look();
    for (const [at, again] of [3, 4, 9].entries()) {
      world.show(counts({ 200: 10 }), counts({ 200: 200 + 100 * at, 500: again }));
      expect(await world.look()).toMatchObject({ sample: { stable: { requests: 100, errors: 0 } } });
    }
  });
});

it('series that all get another label are noted, not counted again', async () => {
  const world = both();
  const page = (ok: number, failed: number, more: string) =>
    `http_requests_total{code="200"${more}} ${ok}\nhttp_requests_total{code="500"${more}} ${failed}\n`;
  world.show(page(100, 0, ''), page(90_000, 9000, ''));
  await world.look();
  world.show(page(200, 9, ''), page(90_100, 9000, ',zone="a"'));
  expect((await world.look()).kind).toBe('no-data');
  world.show(page(300, 9, ''), page(90_300, 9001, ',zone="a"'));
  expect(await world.look()).toMatchObject({ sample: { stable: { requests: 201, errors: 1 } } });
});

describe('several processes behind one port', () => {
  /** What stable's four workers have counted: an outage of last week is long over. */
  const worker = (at: number, look: number) =>
    counts({ 200: 235_000 + 200 * at + look, 500: 15_000 }) + started(1000 + at);

  it('are recognised by when they began, and never judged', async () => {
    const world = both();
    for (let look = 0; look < 12; look += 1) {
      world.show(counts({ 200: 95 + 95 * look, 500: 5 + 5 * look }) + started(4971), worker(look % 4, look));
      const seen = await world.look();
      if (look > 0) expect(detailOf(seen)).toMatch(/^several processes answer on this port of s-1 in turn/);
    }
  });

  it('that share a second are recognised by counters that go back and forth', async () => {
    const world = both();
    const seen: string[] = [];
    for (let look = 0; look < 8; look += 1) {
      world.show(
        counts({ 200: 95 * look, 500: 5 }),
        counts({ 200: [9000, 100, 5000][look % 3] ?? 0, 500: [90, 1, 50][look % 3] ?? 0 }),
      );
      const look_ = await world.look();
      seen.push(detailOf(look_));
      if (look_.kind === 'sample') expect(look_.sample.stable?.requests ?? 0).toBe(0);
    }
    for (const detail of seen.slice(4)) expect(detail).toMatch(/^several processes answer/);
  });

  it('that began in the same second are recognised by counters that go back again', async () => {
    const world = both();
    const seen: string[] = [];
    for (let look = 0; look < 6; look += 1) {
      const worker = counts({ 200: [9000, 100][look % 2] ?? 0 }) + started(1000);
      world.show(counts({ 200: 95 * look }), worker);
      seen.push(detailOf(await world.look()));
    }
    for (const detail of seen.slice(1)) expect(detail).not.toBe('');
    for (const detail of seen.slice(3)) expect(detail).toMatch(/^several processes answer/);
  });

  it('are not a restart, which counts from zero', async () => {
    const world = both();
    const now = () => world.now() / 1000;
    world.show(counts({ 200: 500 }) + started(1000), counts({ 200: 500 }) + started(1000));
    await world.look();
    world.show(counts({ 200: 7 }) + started(now() - 0.5), counts({ 200: 600 }) + started(1000));
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 7 }, stable: { requests: 100 } } });
  });

  it('are forgotten once the container has restarted', async () => {
    const pod = fakePod('c-1', { candidate: true });
    const world = given([pod]);
    for (const at of [3, 2, 1]) {
      world.pages['c-1'] = worker(at, 0);
      await world.look();
    }
    world.pages['c-1'] = counts({ 200: 30 }) + started(world.now() / 1000 - 1);
    setContainer(pod, { restartCount: 1 });
    expect(await world.look()).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 30 } } });
  });

  it('are told before a release, with what to do', async () => {
    const world = given([fakePod('s-1')]);
    let at = 0;
    world.cluster.page = async () => ({ status: 200, headers: {}, body: worker(at++ % 4, 0) + buckets });
    const { wrong } = await world.source.look(world.plan.target, 1000);
    expect(wrong).toMatch(/in turn, .*: use the multi-process mode of its metrics library, or a port for each process/);
  });
});

it('a candidate is not judged alone where the counters of all stable pods went back', async () => {
  const world = both();
  for (const [look, served] of [9000, 8000, 7999].entries()) {
    world.show(counts({ 200: 95 * look }) + started(1), counts({ 200: served }) + started(1));
    const seen = await world.look();
    if (look === 1) expect(detailOf(seen)).toBe('the counters of s-1 went back although nothing restarted');
    if (look > 1) expect(seen.kind).toBe('no-data');
  }
});

describe('a label of failures that is not there', () => {
  const page = (ok: number, failed: number) => counts({ 200: ok, 500: failed }) + buckets;

  it('is said, with the labels that are, and nothing is called healthy by it', async () => {
    const world = both({ requests: { errors: { label: 'status', matches: '5..' } } });
    const why =
      'no series of http_requests_total has the label status, by which failures are told (their labels are code)';
    expect(await world.source.check(world.plan.target)).toMatch(/connection refused/);
    for (let look = 0; look < 3; look += 1) {
      world.show(page(400 * look, 20 * look), page(4000 * look, 4 * look));
      const seen = await world.look();
      expect(detailOf(seen)).toBe(why);
      const watched = watchedOf(world.plan.target, world.source.answers);
      expect(judge(watched, [], seen)).toMatchObject({ kind: 'inconclusive', why: 'no-data' });
    }
    expect(await world.source.check(world.plan.target)).toBe(`s-1: ${why}`);
  });

  it('is missed where only the new version has lost it', async () => {
    const world = both({ requests: { errors: { label: 'code', matches: '5..' } } });
    const renamed = (ok: number, failed: number) => counts({ 200: ok, 500: failed }, 'http_code') + buckets;
    world.show(renamed(1, 1), page(1, 1));
    await world.look();
    world.show(renamed(100, 50), page(100, 1));
    expect(detailOf(await world.look())).toMatch(/^no series .* has the label code/);
  });

  it('is missed on a counter that has no labels at all', async () => {
    const world = both();
    world.show('nginx_http_requests_total 5\n', 'nginx_http_requests_total 5\n');
    await world.look();
    expect(detailOf(await world.look())).toMatch(/^no series of nginx_http_requests_total .* \(they have no labels\)$/);
  });

  it.each([
    ['5..', { OK: 5, NotFound: 1 }, /codes of gRPC/],
    ['5..', { SUCCESS: 5, CLIENT_ERROR: 1 }, /outcomes/],
    ['5\\d\\d', { '2xx': 5, '4xx': 1 }, /classes of HTTP/],
    ['5..', { true: 5 }, /yes or no/],
    ['error|failed', { 200: 5 }, /status codes of HTTP/],
    ['5..', { ok: 9, error: 1 }, /are not status codes of HTTP/],
    ['5..', { success: 9, failed: 1 }, /are not status codes of HTTP/],
    ['5..', { pass: 9, fail: 1 }, /are not status codes of HTTP/],
    ['5..', { not_found: 9, internal_error: 1 }, /are not status codes of HTTP/],
    ['5..', { none: 9, timeout: 1 }, /are not status codes of HTTP/],
    ['5..', { '200 OK': 9, '500 Internal Server Error': 1 }, /are not status codes of HTTP/],
    ['5..', { HTTP_200: 9, HTTP_500: 1 }, /are not status codes of HTTP/],
    ['5..', { '200.0': 9, '500.0': 1 }, /are not status codes of HTTP/],
    ['Internal|Unavailable', { 200: 9, ERR: 1 }, /are not codes of gRPC/],
    ['Internal|Unavailable', { OK: 3, NOT_FOUND: 2 }, null],
    ['5..', { '2xx': 5 }, null],
    ['5..', { 200: 5 }, null],
    ['fail.*', { fine: 5 }, null],
    ['error|failed', { ok: 5 }, null],
    ['5..|error', { ok: 5 }, null],
    ['5..', { 200: 5, UNKNOWN: 1 }, null],
  ])('has a pattern %s over %j: what could never match is said', async (matches, values, why) => {
    const world = both({ requests: { metric: 'served_total', errors: { label: 'result', matches } }, latency: null });
    const served = counts(values as Record<string, number>, 'result', 'served_total');
    world.show(served, served);
    await world.look();
    const seen = await world.look();
    if (why === null) expect(seen).toMatchObject({ kind: 'sample', sample: { candidate: { errors: 0 } } });
    else expect(detailOf(seen)).toMatch(why);
  });
});

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
    ['left out by what is recognised', undefined],
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

describe('latency that no page tells', () => {
  const summary = (quantiles: string) =>
    `# TYPE http_server_requests_seconds summary\n${quantiles}http_server_requests_seconds_count{status="200"} 200\nhttp_server_requests_seconds_sum{status="200"} 300\n`;

  it.each([
    [
      'there is neither',
      '',
      'there is no histogram http_server_requests_seconds_bucket, and http_server_requests_seconds has no quantiles',
    ],
    [
      'only the middle is there',
      'http_server_requests_seconds{quantile="0.5"} 0.1\n',
      'there is no histogram http_server_requests_seconds_bucket, and http_server_requests_seconds has no quantile 0.99 (it has 0.5)',
    ],
  ])('is not watched where %s, which each look says', async (_, quantiles, why) => {
    const world = both();
    world.show(summary(quantiles), summary(quantiles));
    await world.look();
    world.show(summary(quantiles).replace('200\n', '400\n'), summary(quantiles));
    const seen = await world.look();
    expect(seen).toMatchObject({ kind: 'sample', sample: { notWatched: [{ query: 'durations', why }] } });
    expect(await world.source.check(world.plan.target)).toBe(why);
  });

  it('is watched where p99 is ready, and not missed where nobody asks', async () => {
    const world = both();
    const page = summary('http_server_requests_seconds{quantile="0.99"} 3.0\n');
    world.show(page, page);
    expect(await world.source.check(world.plan.target)).toBeNull();
    const unasked = both({ latency: null });
    unasked.show(summary(''), summary(''));
    expect(await unasked.source.check(world.plan.target)).toBeNull();
  });
});

it('more series than can be compared are said, with what to do', () => {
  const requests = Object.fromEntries(Array.from({ length: 50_001 }, (_, at) => [`s${at}`, at]));
  const counters = { ...countersWith(1), requests };
  const { measurement, checkpoint } = sinceLastMeasurement(null, 0, [unitWith('a', counters), unitWith('b', counters)]);
  expect(detailOf(measurement)).toMatch(/^the pods show 100002 series and buckets together, .* with `where`/);
  expect(checkpoint).toBeNull();
});
