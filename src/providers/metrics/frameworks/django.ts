import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `django-prometheus`: one counter tells status and view, the other the status alone. */
export const django: Framework = {
  title: 'Django',
  marks: [],
  requests: [
    { metric: 'django_http_responses_total_by_status_view_method_total', failures: byStatus('status') },
    { metric: 'django_http_responses_total_by_status_total', failures: byStatus('status') },
  ],
  durations: [
    { metric: 'django_http_requests_latency_seconds_by_view_method', unit: 'seconds' },
    { metric: 'django_http_requests_latency_including_middlewares_seconds', unit: 'seconds' },
  ],
  probes: [...byUsualPath, { label: 'view', matches: 'prometheus-django-metrics' }],
};
