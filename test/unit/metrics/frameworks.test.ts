import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noFigures } from '../../../src/analysis/samples.ts';
import { frameworks } from '../../../src/providers/metrics/frameworks/index.ts';
import { namesOn } from '../../../src/providers/metrics/recognize.ts';
import { fakePod } from './fake-kube.ts';
import { expectedPages } from './framework-pages.ts';
import { given } from './scraping.ts';

const pages = new URL('../../fixtures/pages/', import.meta.url);
const pageOf = (name: string) => readFileSync(new URL(`${name}.txt`, pages), 'utf8');
const unset = { path: '/metrics', requests: { errors: {} }, durations: undefined, where: undefined };
const fileOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

it('every framework has its file and its page, and every page is one of a framework', () => {
  const folder = new URL('../../../src/providers/metrics/frameworks/', import.meta.url);
  const files = readdirSync(folder).filter((name) => !['index.ts', 'framework.ts'].includes(name));
  const keys = Object.keys(frameworks);
  expect(keys.map((key) => `${fileOf(key)}.ts`).sort()).toEqual(files.sort());
  expect([...new Set(Object.values(expectedPages).map(({ of }) => of))].sort()).toEqual(keys.sort());
  const recorded = readdirSync(pages).filter((name) => name !== 'nginx-stub-status.txt');
  expect(recorded.sort()).toEqual(
    Object.keys(expectedPages)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});

describe.each(Object.entries(expectedPages))('the page of %s', (name, { of, by }) => {
  const page = pageOf(name);
  const { title, durations: known } = frameworks[of];

  it('is recognized', () => {
    const { framework, requests, durations } = namesOn(page, unset);
    const told = known.length > 0 ? durations?.metric : 'none';
    expect({ framework, by: `${requests.metric} by ${requests.errors.label}, ${told}` }).toEqual({
      framework: title,
      by,
    });
  });

  it('is measured with nothing set, without probes and calls that the pod makes', async () => {
    const stable = fakePod('s-1');
    const world = given([stable]);
    world.pages['s-1'] = page;
    await world.look();
    world.cluster.pods = [stable, fakePod('c-1', { candidate: true, createdAt: world.now() })];
    world.pages['c-1'] = page;
    const look = await world.look();
    expect(look).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 1000, errors: 30 } } });
    if (known.length === 0) {
      expect(look).toMatchObject({ sample: { notWatched: [{ query: 'durations' }] } });
      return;
    }
    expect(look).not.toHaveProperty('sample.notWatched');
    const { buckets, quantiles = [] } = look.kind === 'sample' ? look.sample.candidate : noFigures;
    expect(buckets.length > 1 ? [0.99] : quantiles.map(({ q }) => q)).toContain(0.99);
  });

  it('finds nothing wrong, and says what it is', async () => {
    const world = given([fakePod('s-1')]);
    world.pages['s-1'] = page;
    const { wrong, notWatched, counts } = await world.source.look(world.plan.target, 1000);
    expect({ wrong, lacks: notWatched.map(({ query }) => query) }).toEqual({
      wrong: null,
      lacks: known.length === 0 ? ['durations'] : [],
    });
    expect(counts).toContain(`recognized ${title}: ${namesOn(page, unset).requests.metric} by`);
  });
});

describe('a page that nothing is known of', () => {
  it.each([
    [
      'shop_http_requests_total{method="GET",status="200"} 5\nshop_http_requests_total{method="GET",status="500"} 1\n',
      'the page shows shop_http_requests_total by status: if that counts the requests, write `requests: {metric: shop_http_requests_total, errors: {label: status}}` under `metrics`',
    ],
    [
      '# TYPE myapp_responses_total counter\nmyapp_responses_total 5\nmyapp_calls_total{outcome="ok"} 3\n',
      'the page shows myapp_calls_total by outcome, myapp_responses_total: if that counts',
    ],
  ])('says what it shows instead, and what to write', async (page, said) => {
    const world = given([fakePod('s-1')]);
    world.pages['s-1'] = page;
    expect((await world.source.look(world.plan.target, 0)).wrong).toContain(said);
    world.cluster.pods = [fakePod('c-1', { candidate: true })];
    world.pages['c-1'] = page;
    expect(await world.look()).toMatchObject({ kind: 'no-data', detail: expect.stringContaining(said) });
  });

  it('of one that others write with other labels is read by those', () => {
    const page =
      'nodejs_x 1\nhttp_requests_total{status_code="200"} 9\nhttp_requests_duration_seconds_count{status_code="200"} 9\n';
    expect(namesOn(page, unset).requests.errors.label).toBe('status_code');
  });

  it('of counters of what the pod calls or sends is not taken for one that counts requests', async () => {
    const world = given([fakePod('s-1')]);
    world.pages['s-1'] =
      'shop_client_http_requests_total{status="200"} 5\nshop_client_http_requests_duration_seconds_count{status="200"} 5\nshop_response_size_bytes_count 9\n';
    const { wrong } = await world.source.look(world.plan.target, 0);
    expect(wrong).toMatch(/^s-1 shows no http_requests_total, .* \(or has not served yet\)$/);
  });
});

it('what is set wins over what is recognized', () => {
  const page = pageOf('go');
  const settings = {
    path: '/metrics',
    requests: { metric: 'promhttp_metric_handler_requests_total', errors: { label: 'code', matches: '4..' } },
    durations: null,
    where: {},
  };
  expect(namesOn(page, settings)).toEqual({
    framework: null,
    beside: [],
    likely: [],
    requests: { metric: 'promhttp_metric_handler_requests_total', errors: { label: 'code', matches: '4..' } },
    durations: null,
    where: [],
  });
  const some = namesOn(page, { ...unset, requests: { errors: { matches: '5..|404' } } });
  expect(some.requests).toEqual({ metric: 'http_requests_total', errors: { label: 'code', matches: '5..|404' } });
});

describe('a page of two frameworks', () => {
  const rpc = 'grpc_server_handled_total{grpc_code="OK",grpc_service="shop.Orders"} 5\n';
  const probes = rpc.replace('shop.Orders', 'grpc.health.v1.Health');

  it.each([
    ['HTTP and gRPC', 'go', rpc, 'http_requests_total', 'grpc_server_handled_total (gRPC)'],
    [
      'gRPC and HTTP by the same agent',
      'opentelemetry',
      'rpc_server_call_duration_seconds_count{rpc_response_status_code="0"} 5\n',
      'http_server_request_duration_seconds_count',
      'rpc_server_call_duration_seconds_count (OpenTelemetry)',
    ],
  ])('that serve different requests, %s, is watched in part, which is said', async (_, key, more, counted, other) => {
    const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')], { latency: null });
    const page = more + pageOf(key);
    Object.assign(world.pages, { 'c-1': page, 's-1': page });
    const why = `${counted} is counted, and ${other} on the same page is not`;
    const { notWatched } = await world.source.look(world.plan.target, 0);
    expect(notWatched).toMatchObject([
      { query: 'requests', partly: true, why, remedy: expect.stringContaining('`metrics.requests.metric`') },
    ]);
    await world.look();
    expect(await world.look()).toMatchObject({ sample: { notWatched: [{ why }] } });
  });

  it.each([
    ['whose other one only answered probes', 'go', probes, {}],
    ['where one is named', 'go', rpc, { requests: { metric: 'grpc_server_handled_total' } }],
  ])('%s is watched', async (_, key, more, config) => {
    const world = given([fakePod('s-1')], { latency: null, ...config });
    world.pages['s-1'] = pageOf(key) + more;
    expect(await world.source.look(world.plan.target, 0)).toMatchObject({ wrong: null, notWatched: [] });
  });

  it.each([
    ['prom-client', 'nginx', 'nginx_vts_server_requests_total (nginx)'],
    ['prom-client', 'nginx-stub-status', 'nginx_http_requests_total (nginx)'],
    ['micrometer', 'istio', 'istio_requests_total (Istio)'],
  ])('of %s behind %s counts the application, and doctor says what it does not count', async (key, proxy, said) => {
    const world = given([fakePod('s-1')], { latency: null });
    world.pages['s-1'] = pageOf(key) + pageOf(proxy);
    const { notWatched, counts } = await world.source.look(world.plan.target, 0);
    expect(notWatched).toEqual([]);
    expect(counts).toContain(`; not counted, though on the page: ${said}; \`metrics.requests.metric\` chooses`);
  });
});

it('a counter that is shown without its `_total` is counted', async () => {
  const page = (ok: number) => `go_info 1\n# TYPE http_requests counter\nhttp_requests{code="200"} ${ok}\n`;
  const world = given([fakePod('c-1', { candidate: true })], { latency: null });
  world.pages['c-1'] = page(100);
  await world.look();
  world.pages['c-1'] = page(250);
  expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 150 } } });
});
