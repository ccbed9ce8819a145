import type { Framework } from './framework.ts';

/** A proxy's own page. Of its listeners, that of its administration is none of the users'. */
export const envoy: Framework = {
  title: 'Envoy',
  marks: [],
  requests: [
    {
      metric: 'envoy_http_downstream_rq_xx',
      failures: [{ label: 'envoy_response_code_class', matches: '5' }],
      where: [{ label: 'envoy_http_conn_manager_prefix', operator: '!~', value: 'admin|stats' }],
    },
  ],
  durations: [{ metric: 'envoy_http_downstream_rq_time', unit: 'milliseconds' }],
  probes: [],
};
