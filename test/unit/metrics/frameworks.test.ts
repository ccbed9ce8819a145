import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frameworks } from '../../../src/providers/metrics/frameworks/index.ts';
import { namesOn } from '../../../src/providers/metrics/recognise.ts';
import { fakePod } from './fake-kube.ts';
import { given } from './scraping.ts';

const pages = new URL('../../fixtures/pages/', import.meta.url);
const pageOf = (name: string) => readFileSync(new URL(`${name}.txt`, pages), 'utf8');
const unset = { path: '/metrics', requests: { errors: {} }, durations: undefined, where: undefined };
const fileOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** By which metric and label each recorded page says that 30 of 1,000 requests failed. */
const expected: Record<keyof typeof frameworks, string> = {
  fastapi: 'http_requests_total by status, http_request_duration_highr_seconds',
  starlette: 'starlette_requests_total by status_code, starlette_request_duration_seconds',
  micrometer: 'http_server_requests_seconds_count by status, http_server_requests_seconds',
  dotnet: 'http_requests_received_total by code, http_request_duration_seconds',
  opentelemetry:
    'http_server_request_duration_seconds_count by http_response_status_code, http_server_request_duration_seconds',
  promClient: 'http_request_duration_seconds_count by status_code, http_request_duration_seconds',
  go: 'http_requests_total by code, http_request_duration_seconds',
  usual: 'http_requests_total by code, http_request_duration_seconds',
  grpc: 'grpc_server_handled_total by grpc_code, grpc_server_handling_seconds',
  nginx: 'nginx_vts_server_requests_total by code, nginx_vts_server_request_duration_seconds',
  istio: 'istio_requests_total by response_code, istio_request_duration_milliseconds',
  envoy: 'envoy_http_downstream_rq_xx by envoy_response_code_class, envoy_http_downstream_rq_time',
};

it('every framework has its file and its page', () => {
  const folder = new URL('../../../src/providers/metrics/frameworks/', import.meta.url);
  const files = readdirSync(folder).filter((name) => !['index.ts', 'framework.ts'].includes(name));
  expect(
    Object.keys(frameworks)
      .map((key) => `${fileOf(key)}.ts`)
      .sort(),
  ).toEqual(files.sort());
  for (const key of Object.keys(frameworks)) expect(pageOf(fileOf(key)), key).not.toBe('');
});

describe.each(Object.entries(frameworks))('the page of %s', (key, { title }) => {
  const page = pageOf(fileOf(key));

  it('is recognised', () => {
    const { framework, requests, durations } = namesOn(page, unset);
    expect(framework).toBe(title);
    expect(`${requests.metric} by ${requests.errors.label}, ${durations?.metric}`).toBe(
      expected[key as keyof typeof frameworks],
    );
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
    expect(look.kind === 'sample' && look.sample.candidate.buckets.length).toBeGreaterThan(1);
    expect(look).not.toHaveProperty('sample.notWatched');
  });

  it('finds nothing wrong, and says what it is', async () => {
    const world = given([fakePod('s-1')]);
    world.pages['s-1'] = page;
    const { wrong, notWatched, counts } = await world.source.look(world.plan.target, 1000);
    expect({ wrong, notWatched }).toEqual({ wrong: null, notWatched: [] });
    expect(counts).toContain(`recognized ${title}: ${namesOn(page, unset).requests.metric} by`);
  });
});

it('what is set wins over what is recognised', () => {
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
