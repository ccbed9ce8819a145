import { byStatus, type Framework } from './framework.ts';

/** Its own exporter, and the one before it. Neither counts durations. */
export const haproxy: Framework = {
  title: 'HAProxy',
  marks: [],
  requests: [
    {
      metric: 'haproxy_frontend_http_responses_total',
      failures: byStatus('code'),
      where: ['proxy', 'frontend'].map((label) => ({
        label,
        operator: '!~',
        value: 'stat|stats|prometheus|metrics|health|healthz|GLOBAL',
      })),
    },
  ],
  durations: [],
  probes: [],
};
