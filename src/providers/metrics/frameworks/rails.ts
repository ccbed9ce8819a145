import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

const probes =
  'rails/health|health|healthz|health_check|health_checks|health_check/health_check|ok_computer/.*|metrics';

/** `yabeda-rails` and `prometheus_exporter`, which tell requests by controller and action. */
export const rails: Framework = {
  title: 'Rails',
  marks: [],
  requests: [
    { metric: 'rails_requests_total', failures: byStatus('status') },
    { metric: 'ruby_http_requests_total', failures: byStatus('status') },
  ],
  durations: [
    { metric: 'rails_request_duration_seconds', unit: 'seconds' },
    { metric: 'rails_request_duration', unit: 'seconds' },
    { metric: 'ruby_http_request_duration_seconds', unit: 'seconds' },
  ],
  probes: [...byUsualPath, { label: 'controller', matches: probes }],
};
