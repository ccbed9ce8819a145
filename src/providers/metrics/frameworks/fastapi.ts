import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `prometheus-fastapi-instrumentator`: a status is `2xx` unless it is told not to group them. */
export const fastapi: Framework = {
  title: 'FastAPI',
  marks: ['http_request_duration_highr_seconds'],
  requests: [{ metric: 'http_requests_total', failures: byStatus('status') }],
  // The histogram by handler has three buckets, that of all requests twenty.
  durations: [
    { metric: 'http_request_duration_highr_seconds', unit: 'seconds' },
    { metric: 'http_request_duration_seconds', unit: 'seconds' },
  ],
  probes: byUsualPath,
};
