import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** Spring Boot, Micronaut and Quarkus. Without `percentiles-histogram` there are no buckets. */
export const micrometer: Framework = {
  title: 'Spring, Micronaut or Quarkus (Micrometer)',
  marks: [],
  requests: [
    {
      metric: 'http_server_requests_seconds_count',
      failures: [...byStatus('status'), { label: 'outcome', matches: 'SERVER_ERROR' }],
    },
  ],
  durations: [{ metric: 'http_server_requests_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};
