import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** Ktor's plugin for Micrometer: quantiles, unless it is told to count buckets. */
export const ktor: Framework = {
  title: 'Ktor',
  marks: [],
  requests: [{ metric: 'ktor_http_server_requests_seconds_count', failures: byStatus('status') }],
  durations: [{ metric: 'ktor_http_server_requests_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};
