import type { Counted, MetricsFormat, PageKind, Process } from './page.ts';
import { began, family, histogram, series, textPage, under } from './text.ts';

type About = readonly [name: string, type: string, help: string];
type LabelsOf = (one: Counted) => Readonly<Record<string, string>>;

/** What a framework writes: a line by which it is known, its counter (none: the histogram's count) and its durations. */
interface Framework {
  shows: string;
  mark: readonly [about: About, labels: Readonly<Record<string, string>>];
  counter: readonly [about: About, labelsOf: LabelsOf] | null;
  durations: readonly [about: About, labelsOf: LabelsOf];
}

const pageOf = ({ shows, mark: [about, labels], counter, durations: [times, labelsOf] }: Framework): PageKind => ({
  shows,
  page: (process, format) =>
    textPage(format, [
      ...family(format, about, [series(about[0], labels, 1)]),
      ...(counter ? counterLines(format, process, counter) : []),
      ...family(format, times, histogram(format, times[0], under(process.counted, labelsOf))),
      ...began(format, process),
    ]),
});

function counterLines(format: MetricsFormat, { counted }: Process, [about, labelsOf]: readonly [About, LabelsOf]) {
  const lines = under(counted, labelsOf).map(([labels, { count }]) => series(about[0], labels, count));
  return family(format, about, lines);
}

export const go = pageOf({
  shows: 'what Go’s promhttp writes',
  mark: [['go_info', 'gauge', 'Information about the Go environment.'], { version: 'go1.26.1' }],
  counter: [
    ['http_requests_total', 'counter', 'Requests by status code, handler and method.'],
    ({ code, method }) => ({ code: `${code}`, handler: '/', method: method.toLowerCase() }),
  ],
  durations: [
    ['http_request_duration_seconds', 'histogram', 'Time taken to answer.'],
    ({ method }) => ({ handler: '/', method: method.toLowerCase() }),
  ],
});

export const promClient = pageOf({
  shows: 'what express-prom-bundle writes on Node.js: a histogram by status, and no counter',
  mark: [['nodejs_version_info', 'gauge', 'Node.js version info.'], { version: 'v24.1.0' }],
  counter: null,
  durations: [
    ['http_request_duration_seconds', 'histogram', 'duration histogram of http responses'],
    ({ code, method }) => ({ status_code: `${code}`, method, path: '/' }),
  ],
});

export const fastapi = pageOf({
  shows: 'what FastAPI’s instrumentator writes: statuses as 2xx and 5xx',
  mark: [['python_info', 'gauge', 'Python platform information'], { version: '3.13.1' }],
  counter: [
    ['http_requests_total', 'counter', 'Total number of requests by method, status and handler.'],
    ({ code, method }) => ({ handler: '/', method, status: `${Math.floor(code / 100)}xx` }),
  ],
  durations: [
    ['http_request_duration_highr_seconds', 'histogram', 'Latency with many buckets but no API specific labels.'],
    () => ({}),
  ],
});

export const spring = pageOf({
  shows: 'what Spring Boot writes by Micrometer, with percentiles-histogram',
  mark: [['jvm_info', 'gauge', 'JVM version info'], { version: '25.0.1' }],
  counter: null,
  durations: [
    ['http_server_requests_seconds', 'histogram', 'Duration of HTTP server request handling'],
    ({ code, method }) => ({
      method,
      outcome: code >= 500 ? 'SERVER_ERROR' : 'SUCCESS',
      status: `${code}`,
      uri: '/',
    }),
  ],
});

export const dotnet = pageOf({
  shows: 'what prometheus-net writes on .NET',
  mark: [['dotnet_collection_count_total', 'counter', 'GC collection count'], { generation: '0' }],
  counter: [
    ['http_requests_received_total', 'counter', 'HTTP requests processed by the ASP.NET Core pipeline.'],
    ({ code, method }) => ({ code: `${code}`, method, controller: 'Home', endpoint: '/' }),
  ],
  durations: [
    ['http_request_duration_seconds', 'histogram', 'The duration of HTTP requests.'],
    ({ code, method }) => ({ code: `${code}`, method, controller: 'Home', endpoint: '/' }),
  ],
});

const rpc = { grpc_method: 'Do', grpc_service: 'shop.v1.Shop', grpc_type: 'unary' };

export const grpc = pageOf({
  shows: 'what gRPC’s interceptors write: codes by name',
  mark: [['go_info', 'gauge', 'Information about the Go environment.'], { version: 'go1.26.1' }],
  counter: [
    ['grpc_server_handled_total', 'counter', 'RPCs completed on the server, regardless of success or failure.'],
    ({ code }) => ({ grpc_code: code >= 500 ? 'Internal' : 'OK', ...rpc }),
  ],
  durations: [['grpc_server_handling_seconds', 'histogram', 'Response latency of gRPC.'], () => rpc],
});
