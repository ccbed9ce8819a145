import { byStatus, type Framework } from './framework.ts';

/** A sidecar's own page: what its pod served, and whether that failed, for gRPC as well. */
export const linkerd: Framework = {
  title: 'Linkerd',
  marks: ['response_latency_ms'],
  requests: [
    {
      metric: 'response_total',
      failures: [{ label: 'classification', matches: 'failure' }, ...byStatus('status_code')],
      where: [{ label: 'direction', operator: '=', value: 'inbound' }],
    },
  ],
  durations: [{ metric: 'response_latency_ms', unit: 'milliseconds' }],
  probes: [{ label: 'route_name', matches: 'probe' }],
};
