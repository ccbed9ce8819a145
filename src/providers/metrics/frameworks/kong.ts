import { byStatus, type Framework } from './framework.ts';

/** A gateway's own page. */
export const kong: Framework = {
  title: 'Kong',
  marks: [],
  requests: [
    { metric: 'kong_http_requests_total', failures: byStatus('code') },
    { metric: 'kong_http_status', failures: byStatus('code') },
  ],
  durations: [{ metric: 'kong_request_latency_ms', unit: 'milliseconds' }],
  probes: [],
};
