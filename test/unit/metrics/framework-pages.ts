import type { frameworks } from '../../../src/providers/metrics/frameworks/index.ts';

interface ExpectedPage {
  of: keyof typeof frameworks;
  /** By which metric and label it says that 30 of 1,000 requests failed, and by which it tells durations. */
  by: string;
}

const page = (of: ExpectedPage['of'], by: string): ExpectedPage => ({ of, by });

/** Every recorded page, by its file. */
export const expectedPages: Readonly<Record<string, ExpectedPage>> = {
  caddy: page('caddy', 'caddy_http_request_duration_seconds_count by code, caddy_http_request_duration_seconds'),
  django: page(
    'django',
    'django_http_responses_total_by_status_view_method_total by status, django_http_requests_latency_seconds_by_view_method',
  ),
  dotnet: page('dotnet', 'http_requests_received_total by code, http_request_duration_seconds'),
  dropwizard: page(
    'dropwizard',
    'io_dropwizard_jetty_MutableServletContextHandler_?xx_responses_total by class, io_dropwizard_jetty_MutableServletContextHandler_requests',
  ),
  echo: page('echo', 'echo_requests_total by code, echo_request_duration_seconds'),
  envoy: page('envoy', 'envoy_http_downstream_rq_xx by envoy_response_code_class, envoy_http_downstream_rq_time'),
  fastapi: page('fastapi', 'http_requests_total by status, http_request_duration_highr_seconds'),
  flask: page('flask', 'flask_http_request_duration_seconds_count by status, flask_http_request_duration_seconds'),
  gin: page('gin', 'gin_uri_request_total by code, gin_request_duration'),
  'gin-prometheus': page('gin', 'gin_requests_total by code, gin_request_duration_seconds'),
  go: page('go', 'http_requests_total by code, http_request_duration_seconds'),
  'go-fiber': page('go', 'http_requests_total by status_code, http_request_duration_seconds'),
  grpc: page('grpc', 'grpc_server_handled_total by grpc_code, grpc_server_handling_seconds'),
  haproxy: page('haproxy', 'haproxy_frontend_http_responses_total by code, none'),
  istio: page('istio', 'istio_requests_total by response_code, istio_request_duration_milliseconds'),
  kong: page('kong', 'kong_http_requests_total by code, kong_request_latency_ms'),
  ktor: page('ktor', 'ktor_http_server_requests_seconds_count by status, ktor_http_server_requests_seconds'),
  linkerd: page('linkerd', 'response_total by classification, response_latency_ms'),
  micrometer: page('micrometer', 'http_server_requests_seconds_count by status, http_server_requests_seconds'),
  'micrometer-quarkus': page(
    'micrometer',
    'http_server_requests_seconds_count by status, http_server_requests_seconds',
  ),
  nginx: page('nginx', 'nginx_vts_server_requests_total by code, nginx_vts_server_request_duration_seconds'),
  opentelemetry: page(
    'opentelemetry',
    'http_server_request_duration_seconds_count by http_response_status_code, http_server_request_duration_seconds',
  ),
  'opentelemetry-dots': page(
    'opentelemetry',
    'http_server_request_duration_count by http_response_status_code, http_server_request_duration',
  ),
  'opentelemetry-old': page(
    'opentelemetry',
    'http_server_duration_milliseconds_count by http_status_code, http_server_duration_milliseconds',
  ),
  phoenix: page(
    'phoenix',
    'shop_prom_ex_phoenix_http_requests_total by status, shop_prom_ex_phoenix_http_request_duration_milliseconds',
  ),
  'prom-client': page(
    'promClient',
    'http_request_duration_seconds_count by status_code, http_request_duration_seconds',
  ),
  'prom-client-express': page('promClient', 'http_requests_total by status, http_request_duration_seconds'),
  'prom-client-fastify': page(
    'promClient',
    'http_request_duration_seconds_count by status_code, http_request_duration_seconds',
  ),
  rails: page('rails', 'rails_requests_total by status, rails_request_duration_seconds'),
  'rails-prometheus-exporter': page('rails', 'ruby_http_requests_total by status, ruby_http_request_duration_seconds'),
  rust: page('rust', 'axum_http_requests_total by status, axum_http_requests_duration_seconds'),
  'rust-actix': page('rust', 'shop_http_requests_total by status, shop_http_requests_duration_seconds'),
  starlette: page('starlette', 'starlette_requests_total by status_code, starlette_request_duration_seconds'),
  symfony: page('symfony', 'shop_http_?xx_responses_total by class, shop_request_durations_histogram_seconds'),
  traefik: page('traefik', 'traefik_entrypoint_requests_total by code, traefik_entrypoint_request_duration_seconds'),
  usual: page('usual', 'http_requests_total by code, http_request_duration_seconds'),
  vertx: page('vertx', 'vertx_http_server_requests_total by code, vertx_http_server_response_time_seconds'),
};
