import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `promhttp` of Prometheus' own client, and what people write by its examples. */
export const go: Framework = {
  title: 'Go',
  marks: ['go_goroutines', 'go_info'],
  requests: [
    { metric: 'http_requests_total', failures: byStatus('code', 'status', 'status_code') },
    { metric: 'http_request_duration_seconds_count', failures: byStatus('code', 'status', 'status_code') },
  ],
  durations: [
    { metric: 'http_request_duration_seconds', unit: 'seconds' },
    { metric: 'http_request_duration_milliseconds', unit: 'milliseconds' },
  ],
  probes: byUsualPath,
};
