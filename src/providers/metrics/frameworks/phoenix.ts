import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `PromEx`, which puts the application's name in front. */
export const phoenix: Framework = {
  title: 'Phoenix (PromEx)',
  prefixed: true,
  marks: [],
  requests: [{ metric: 'prom_ex_phoenix_http_requests_total', failures: byStatus('status') }],
  durations: [{ metric: 'prom_ex_phoenix_http_request_duration_milliseconds', unit: 'milliseconds' }],
  probes: byUsualPath,
};
