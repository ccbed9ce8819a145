import { expect, it } from 'vitest';
import { frameworks } from '../../../src/providers/metrics/frameworks/index.ts';
import { readPage } from '../../../src/providers/metrics/page.ts';
import { namesOn } from '../../../src/providers/metrics/recognize.ts';
import { stepsOfConditions } from '../../../src/providers/metrics/where.ts';

const unset = { path: '/internal-metrics', requests: { errors: {} }, durations: undefined, where: undefined };

/** What a page counts of these values of one label, each with as many requests as its place says. */
function counted(line: (value: string) => string, values: readonly string[], marks = ''): string[] {
  const text = `${marks}${values.map((value, at) => `${line(value)} ${2 ** at}\n`).join('')}`;
  const { series } = readPage(text, namesOn(text, unset));
  const sum = Object.values(series.requests).reduce((all, each) => all + each, 0);
  return values.filter((_, at) => Math.floor(sum / 2 ** at) % 2 === 1);
}

const micrometer = (uri: string) => `http_server_requests_seconds_count{status="200",uri="${uri}"}`;
const dotnet = (endpoint: string) => `http_requests_received_total{code="200",endpoint="${endpoint}"}`;
const otel = (route: string) =>
  `http_server_request_duration_seconds_count{http_response_status_code="200",http_route="${route}"}`;
const rpc = (method: string) =>
  `rpc_server_call_duration_seconds_count{rpc_response_status_code="0",rpc_method="${method}"}`;
const starlette = (path: string) => `starlette_requests_total{status_code="200",path="${path}"}`;
const usual = (label: string) => (path: string) => `http_requests_total{code="200",${label}="${path}"}`;
const envoy = (prefix: string) =>
  `envoy_http_downstream_rq_xx{envoy_response_code_class="2",envoy_http_conn_manager_prefix="${prefix}"}`;
const grpc = (service: string) => `grpc_server_handled_total{grpc_code="OK",grpc_service="${service}"}`;
const istio = (reporter: string) => `istio_requests_total{response_code="200",reporter="${reporter}"}`;

const [ofGo, ofNode, ofFastapi] = [
  'go_info 1\n',
  'nodejs_version_info 1\n',
  'http_request_duration_highr_seconds_count 1\n',
];

it.each([
  [
    'Spring',
    micrometer,
    ['/actuator/health/**', '/actuator/health/{*path}', '/actuator/health/db', '/actuator/prometheus'],
    ['/orders/{id}', 'root', 'UNKNOWN', '/**'],
  ],
  [
    'Micronaut',
    micrometer,
    ['/health/{selector}', '/health', '/prometheus'],
    ['/health-cards', '/health/records/{id}'],
  ],
  ['Quarkus', micrometer, ['/q/health/live', '/q/health/group/{name}', '/q/metrics'], ['/q', '/quotes']],
  ['prometheus-net', dotnet, ['/healthz/{name}', 'healthz', 'healthz/{name}', '/metrics'], ['api/orders/{id}', '']],
  ['OpenTelemetry', otel, ['/healthz/{name}', '/livez/ping', '/internal-metrics'], ['/orders', '/healthy-food']],
  [
    'OpenTelemetry over gRPC',
    rpc,
    ['grpc.health.v1.Health/Check', 'grpc.reflection.v1.ServerReflection/ServerReflectionInfo'],
    ['shop.Orders/Get'],
  ],
  [
    'rarer names',
    usual('path'),
    ['/livez?verbose', '/api/v1/health', '/manage/health', '/_status/healthz', '/isalive', '/isReady', '/lbheartbeat'],
    ['/livezone', '/api/v1/healthy-food', '/manage', '/status'],
  ],
  [
    'servers and calls',
    usual('resource'),
    ['/nginx_status', '/grpc.health.v1.Health/Check', '/healthz'],
    ['/grpc.shop.Health/Check', '/orders'],
  ],
  ['Starlette', starlette, ['/health', '/internal-metrics'], ['/orders']],
  ['gRPC', grpc, ['grpc.health.v1.Health', 'grpc.channelz.v1.Channelz'], ['shop.Orders']],
  ['Istio', istio, ['source', 'waypoint'], ['destination']],
  [
    'Envoy',
    envoy,
    ['admin', 'prometheus_stats', 'agent', 'outbound_0.0.0.0_80;orders', 'egress_http', 'upstream.orders.default'],
    ['ingress_http', 'inbound_0.0.0.0_8080;', 'public_listener'],
  ],
])('the page of %s leaves out probes, scrapes and calls that it makes itself', (_, line, tools, users) => {
  expect(counted(line, [...tools, ...users])).toEqual(users);
});

it.each([
  ['Go', ofGo, 'handler', ['GET /healthz', '/debug/pprof/heap']],
  ['Go, by the address', ofGo, 'url', ['/readyz/']],
  ['prom-client', ofNode, 'route', ['/healthz/live', '/internal-metrics']],
  ['prom-client, by the endpoint', ofNode, 'endpoint', ['/ping']],
  ['FastAPI', ofFastapi, 'handler', ['/livez']],
  ['the usual names', '', 'request_path', ['/readiness', '/metrics/']],
])('so does that of %s', (_, marks, label, tools) => {
  expect(counted(usual(label), [...tools, '/orders', '/'], marks)).toEqual(['/orders', '/']);
});

it('every pattern of a framework costs one step a character', () => {
  for (const { title, probes, requests } of Object.values(frameworks)) {
    const all = probes.map(({ label, matches }) => ({ label, operator: '!~' as const, value: matches }));
    const where = requests.flatMap((counter) => ('where' in counter ? counter.where : []));
    expect(stepsOfConditions([...all, ...where]), title).toBe(all.length + where.length);
  }
});
