import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `prometheus_flask_exporter`: its counter has no path, by which probes could be told, and its histogram has one. */
export const flask: Framework = {
  title: 'Flask',
  marks: [],
  requests: [
    { metric: 'flask_http_request_duration_seconds_count', failures: byStatus('status') },
    { metric: 'flask_http_request_total', failures: byStatus('status') },
  ],
  durations: [{ metric: 'flask_http_request_duration_seconds', unit: 'seconds' }],
  probes: byUsualPath,
};
