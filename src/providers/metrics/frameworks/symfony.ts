import { byClass, type Framework } from './framework.ts';

/** Names of routes that answer probes and scrapes, behind their method. */
const probes = ['GET', 'HEAD']
  .flatMap((method) =>
    ['health', 'healthz', 'health_check', 'ready', 'readyz', 'live', 'livez', 'ping', 'metrics', 'prometheus_metrics']
      .flatMap((name) => [name, `app_${name}`])
      .map((name) => `${method}-${name}`),
  )
  .join('|');

/** `prometheus-metrics-bundle`: a counter for each class of status, and the sum of all actions as one of them. */
export const symfony: Framework = {
  title: 'Symfony',
  prefixed: true,
  marks: [],
  requests: [
    {
      metric: 'http_?xx_responses_total',
      failures: byClass,
      where: [{ label: 'action', operator: '!=', value: 'all' }],
    },
  ],
  durations: [{ metric: 'request_durations_histogram_seconds', unit: 'seconds' }],
  probes: [{ label: 'action', matches: probes }],
};
