import { byStatus, type Framework } from './framework.ts';

/** Every handler on a request's way counts it: only those that answer are taken. */
export const caddy: Framework = {
  title: 'Caddy',
  marks: [],
  requests: [
    {
      metric: 'caddy_http_request_duration_seconds_count',
      failures: byStatus('code'),
      where: [{ label: 'handler', operator: '=~', value: 'reverse_proxy|file_server|static_response|error' }],
    },
  ],
  durations: [{ metric: 'caddy_http_request_duration_seconds', unit: 'seconds' }],
  probes: [],
};
