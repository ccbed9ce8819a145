import type { Failures } from './frameworks/framework.ts';

const checks = [
  ...['health', 'healthz', 'healthcheck', 'health-check', 'health_check', 'ready', 'readyz', 'readiness'],
  ...['live', 'livez', 'liveness'],
];
const others = [
  ...['startup', 'startupz', 'metrics', 'prometheus', 'ping', 'up', 'alive', 'hc', 'heartbeat', '_health', '__health'],
  ...['-/healthy', '-/ready'],
];
const parts = [
  ...['live', 'ready', 'liveness', 'readiness', 'started', 'startup', 'check', 'db'],
  ...['\\{selector\\}', '\\{name\\}', '\\{\\*path\\}', '\\*\\*'],
];
const behind = ['api', 'internal', 'management', 'api/actuator'];

const named = [...checks, ...others];

/** Paths by which kubelets, load balancers and Prometheus ask. Written out: patterns without repetitions cost least. */
const paths = [
  ...named.map((name) => `/${name}|/${name}/`),
  ...parts.map((part) => `/health/${part}`),
  ...behind.flatMap((prefix) => ['health', 'healthz', 'prometheus'].map((name) => `/${prefix}/${name}`)),
].join('|');

/** All that lies below these is for tools. `/health/` is not among them: it may be anybody's. */
const trees = [
  ...['healthz', 'readyz', 'livez', 'startupz', 'actuator', 'management/health', 'api/actuator/health'],
  ...['q/health', 'q/metrics', 'q/openapi', 'debug/pprof'],
]
  .map((tree) => `/${tree}|/${tree}/.*`)
  .join('|');

/** Without the slash in front, as routes are written in .NET, and behind a method, as in Go. */
const routes = [
  ...checks
    .filter((name) => name.endsWith('z') || name.startsWith('health'))
    .flatMap((name) => [name, `${name}/\\{name\\}`]),
  ...['actuator/.*', 'metrics'],
  ...['GET', 'HEAD'].flatMap((method) => [...checks, 'metrics', 'ping'].map((name) => `${method} /${name}`)),
].join('|');

/** With a query, as kube-apiserver's are asked; and by names that only some servers and load balancers have. */
const rarer = [
  ...checks.map((name) => `/${name}\\?.*`),
  ...['isalive', 'isAlive', 'isready', 'isReady', 'lbheartbeat', '__lbheartbeat__', '__heartbeat__', '_status'],
  ...['nginx_status', 'stub_status', 'server-status', 'fpm-ping', 'fpm-status', 'manage/health', 'manage/prometheus'],
  ...['_status/healthz', '_status/vars', '_cluster/health'],
  ...['api/v1', 'api/v2', 'v1', 'v2'].flatMap((prefix) => ['health', 'healthz'].map((name) => `${prefix}/${name}`)),
  ...['Check', 'Watch'].map((method) => `grpc.health.v1.Health/${method}`),
]
  .map((path) => (path.startsWith('/') ? path : `/${path}`))
  .join('|');

/** Probes and scrapes by the labels that may hold a path; those that a page does not have cost nothing. */
const byPath = (...labels: string[]): Failures[] =>
  labels.flatMap((label) => [paths, trees, routes, rarer].map((matches) => ({ label, matches })));

/** What HTTP servers call the label of the path. */
export const byUsualPath: readonly Failures[] = byPath(
  ...['handler', 'path', 'route', 'uri', 'url', 'endpoint', 'page', 'http_route', 'http_target', 'url_path'],
  ...['path_template', 'request_path', 'http_path', 'view', 'operation', 'resource', 'action', 'target', 'name'],
);

const grpcServices = [
  'health.v1.Health',
  'reflection.v1.ServerReflection',
  'reflection.v1alpha.ServerReflection',
  'channelz.v1.Channelz',
].map((name) => `grpc.${name}`);

/** Services of gRPC that answer probes and tools. */
export const grpcProbes = grpcServices.join('|');

/** The same where the method has its service in front. */
export const grpcProbeMethods = grpcServices.flatMap((name) => [`${name}/.*`, `/${name}/.*`]).join('|');
