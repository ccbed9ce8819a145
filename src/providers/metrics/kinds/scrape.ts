import { z } from 'zod';
import type { MetricKind } from '../kind.ts';
import { labelName, metricName, pattern } from '../settings.ts';
import { whereSchema } from '../where.ts';

const schema = z.strictObject({
  kind: z.literal('scrape'),
  path: z.string().startsWith('/').default('/metrics'),
  /** The workload's port where it is not given. */
  port: z.number().int().min(1).max(65_535).optional(),
  /** `auto`: the pod's IP where it can be dialled from here, else the API server's pod proxy. */
  via: z.enum(['auto', 'pod-ip', 'proxy']).default('auto'),
  /** Where nothing is said, the page's framework is recognised by the metrics that it shows. */
  requests: z
    .strictObject({
      /** A counter of requests. */
      metric: metricName.optional(),
      /** Those whose label matches the whole regular expression (RE2) failed. */
      errors: z.strictObject({ label: labelName.optional(), matches: pattern.optional() }).prefault({}),
    })
    .prefault({}),
  /** A histogram of durations, without `_bucket`, or a summary; null measures errors only. */
  latency: z
    .strictObject({ metric: metricName.optional(), unit: z.enum(['seconds', 'milliseconds']).optional() })
    .nullable()
    .optional(),
  /** Which series count, e.g. `handler: '!~ /(readyz|livez)'`. Where nothing is said, probes of a recognised page are left out. */
  where: whereSchema.optional(),
  /** For each pod. */
  timeoutMs: z.number().int().positive().default(2000),
});
export type ScrapeConfig = z.infer<typeof schema>;

/** What of the settings says which metrics of a page are read. */
export function nameSettings({
  requests,
  latency: durations,
  where,
}: Pick<ScrapeConfig, 'requests' | 'latency' | 'where'>) {
  return { requests, durations, where };
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
  answers: ({ latency }) => (latency === null ? ['requests'] : ['requests', 'durations']),
  remedy: 'let the pods show their counters',
};
