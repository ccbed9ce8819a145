import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

const status = byStatus('status_code', 'code', 'status', 'statusCode');

/** Node.js: `prom-client` by itself, and `express-prom-bundle` or Fastify's plugin, which only show a histogram. */
export const promClient: Framework = {
  title: 'prom-client',
  marks: ['nodejs_'],
  requests: [
    { metric: 'http_requests_total', failures: status },
    { metric: 'http_request_duration_seconds_count', failures: status },
    { metric: 'http_request_duration_ms_count', failures: status },
  ],
  durations: [
    { metric: 'http_request_duration_seconds', unit: 'seconds' },
    { metric: 'http_request_duration_ms', unit: 'milliseconds' },
  ],
  probes: byUsualPath,
};
