import { byStatus, type Framework } from './framework.ts';

/** A proxy's own page: what its entry points took in, but for that of its dashboard and probes. */
export const traefik: Framework = {
  title: 'Traefik',
  marks: [],
  requests: [
    {
      metric: 'traefik_entrypoint_requests_total',
      failures: byStatus('code'),
      where: [{ label: 'entrypoint', operator: '!~', value: 'traefik|metrics|ping|api' }],
    },
    { metric: 'traefik_service_requests_total', failures: byStatus('code') },
  ],
  durations: [
    { metric: 'traefik_entrypoint_request_duration_seconds', unit: 'seconds' },
    { metric: 'traefik_service_request_duration_seconds', unit: 'seconds' },
  ],
  probes: [],
};
