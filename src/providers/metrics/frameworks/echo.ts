import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `echoprometheus`, and the middleware before it. */
export const echo: Framework = {
  title: 'Echo',
  marks: [],
  requests: [{ metric: 'echo_requests_total', failures: byStatus('code') }],
  durations: [{ metric: 'echo_request_duration_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};
