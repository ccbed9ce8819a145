import { z } from 'zod';
import type { MetricKind } from '../kind.ts';
import { labelName, metricName, pattern } from '../settings.ts';

const schema = z.strictObject({
  kind: z.literal('scrape'),
  path: z.string().startsWith('/').default('/metrics'),
  /** The workload's port where it is not given. */
  port: z.number().int().min(1).max(65_535).optional(),
  /** `auto`: the pod's IP where it can be dialled from here, else the API server's pod proxy. */
  via: z.enum(['auto', 'pod-ip', 'proxy']).default('auto'),
  requests: z
    .strictObject({
      /** A counter of requests. */
      metric: metricName.default('http_requests_total'),
      /** Those whose label matches the whole regular expression failed. */
      errors: z.strictObject({ label: labelName.default('code'), matches: pattern.default('5..') }).prefault({}),
    })
    .prefault({}),
  /** A histogram of durations, without `_bucket`, or a summary; null measures errors only. */
  latency: z
    .strictObject({
      metric: metricName.default('http_request_duration_seconds'),
      unit: z.enum(['seconds', 'milliseconds']).default('seconds'),
    })
    .nullable()
    .prefault({}),
  /** For each pod. */
  timeoutMs: z.number().int().positive().default(2000),
});
export type ScrapeConfig = z.infer<typeof schema>;

/** The names by which a page shows what is measured. */
export function pageNames({ requests, latency: durations }: ScrapeConfig) {
  return { requests, durations };
}

export const scrape: MetricKind<typeof schema> = {
  schema,
  permissions: [
    {
      group: '',
      resource: 'pods/proxy',
      verbs: ['get'],
      when: ({ via }, { podNetwork }) => via === 'proxy' || (via === 'auto' && !podNetwork),
    },
  ],
  objects: () => [],
  usualIntervalMs: 2000,
  answers: (config) => (pageNames(config).durations ? ['requests', 'durations'] : ['requests']),
  remedy: 'let the pods show their counters',
};
