import type { Framework } from './framework.ts';

/** Listeners of its administration, and those by which its own application calls others. */
const notServed = [
  'admin|envoy_admin|kuma_envoy_admin|stats|prometheus_stats|envoy_prometheus_metrics.*|agent|ready',
  'eg-ready-http|eg-stats-http|outbound.*|egress.*|upstream.*',
].join('|');

/** A proxy's own page. Of its listeners, that of its administration is none of the users'. */
export const envoy: Framework = {
  title: 'Envoy',
  marks: [],
  requests: [
    {
      metric: 'envoy_http_downstream_rq_xx',
      failures: [{ label: 'envoy_response_code_class', matches: '5' }],
      where: [{ label: 'envoy_http_conn_manager_prefix', operator: '!~', value: notServed }],
    },
  ],
  durations: [{ metric: 'envoy_http_downstream_rq_time', unit: 'milliseconds' }],
  probes: [],
};
