import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `axum-prometheus` and `actix-web-prom`, which leave the prefix to the application. */
export const rust: Framework = {
  title: 'axum or actix-web',
  prefixed: true,
  marks: ['http_requests_duration_seconds'],
  requests: [{ metric: 'http_requests_total', failures: byStatus('status', 'status_code', 'code') }],
  durations: [{ metric: 'http_requests_duration_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};
