import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `gin-metrics` and `go-gin-prometheus`. */
export const gin: Framework = {
  title: 'gin',
  marks: [],
  requests: [
    { metric: 'gin_uri_request_total', failures: byStatus('code') },
    { metric: 'gin_requests_total', failures: byStatus('code') },
  ],
  durations: [
    { metric: 'gin_request_duration', unit: 'seconds' },
    { metric: 'gin_request_duration_seconds', unit: 'seconds' },
  ],
  probes: byUsualPath,
};
