import type { Framework } from './framework.ts';

/** A sidecar's own page: it reports both what its pod served and what its pod called. */
export const istio: Framework = {
  title: 'Istio',
  marks: [],
  requests: [
    {
      metric: 'istio_requests_total',
      // 0 is a connection that broke.
      failures: [{ label: 'response_code', matches: '5..|0' }],
      where: [{ label: 'reporter', operator: '=', value: 'destination' }],
    },
  ],
  durations: [{ metric: 'istio_request_duration_milliseconds', unit: 'milliseconds' }],
  probes: [],
};
