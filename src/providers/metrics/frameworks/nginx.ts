import { byStatus, type Framework } from './framework.ts';

/** The module `vts`, `nginx-lua-prometheus`, and the exporter of `stub_status`, which knows of no status. */
export const nginx: Framework = {
  title: 'nginx',
  marks: [],
  requests: [
    {
      metric: 'nginx_vts_server_requests_total',
      failures: byStatus('code'),
      // It shows the sum of all hosts, and of all codes, as series of their own.
      where: [
        { label: 'host', operator: '!=', value: '*' },
        { label: 'code', operator: '!=', value: 'total' },
      ],
    },
    { metric: 'nginx_http_requests_total', failures: byStatus('status', 'code') },
  ],
  durations: [
    { metric: 'nginx_vts_server_request_duration_seconds', unit: 'seconds' },
    { metric: 'nginx_http_request_duration_seconds', unit: 'seconds' },
  ],
  probes: [],
};
