import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

const status = byStatus(
  'code',
  'status',
  'status_code',
  'http_status_code',
  'http_response_status_code',
  'response_code',
);

/** Names that are in use everywhere, whatever wrote the page. The last that is tried. */
export const usual: Framework = {
  title: 'the usual names',
  marks: [],
  requests: [
    { metric: 'http_requests_total', failures: status },
    { metric: 'http_server_requests_total', failures: status },
    { metric: 'http_request_duration_seconds_count', failures: status },
  ],
  durations: [
    { metric: 'http_request_duration_seconds', unit: 'seconds' },
    { metric: 'http_server_request_duration_seconds', unit: 'seconds' },
    { metric: 'http_request_duration_milliseconds', unit: 'milliseconds' },
  ],
  probes: byUsualPath,
};
