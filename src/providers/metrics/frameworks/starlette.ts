import { byUsualPath } from '../probes.ts';
import { byStatus, type Framework } from './framework.ts';

/** `starlette_exporter`, which FastAPI services use too. */
export const starlette: Framework = {
  title: 'Starlette',
  marks: [],
  requests: [
    { metric: 'starlette_requests_total', failures: byStatus('status_code') },
    { metric: 'starlette_responses_total', failures: byStatus('status_code') },
  ],
  durations: [
    { metric: 'starlette_request_duration_seconds', unit: 'seconds' },
    { metric: 'starlette_requests_processing_time_seconds', unit: 'seconds' },
  ],
  probes: byUsualPath,
};
