import { z } from 'zod';
import type { CompareBy } from '../../../domain/target.ts';
import { durationUnits } from '../duration-units.ts';
import type { MetricKind } from '../kind.ts';
import { labelName, metricName, pattern } from '../settings.ts';
import { whereFault, whereSchema } from '../where.ts';

const errors = z.strictObject({
  label: labelName.optional().meta({
    description: 'The label that tells failed requests. Default: the one of the framework that is recognized.',
    examples: ['code'],
  }),
  matches: pattern.optional().meta({
    description: 'Requests failed whose label matches this whole regular expression (RE2).',
    examples: ['5..'],
  }),
});

const requests = z.strictObject({
  metric: metricName.optional().meta({
    description: 'A counter of requests. Default: the one of the framework that is recognized by what its page shows.',
    examples: ['http_requests_total'],
  }),
  errors: errors.prefault({}).meta({ description: 'Which of the requests failed.' }),
});

const latency = z.strictObject({
  metric: metricName.optional().meta({
    description: 'A histogram of durations, by its name without `_bucket`, or a summary.',
    examples: ['http_request_duration_seconds'],
  }),
  unit: z
    .enum(durationUnits)
    .optional()
    .meta({ description: 'What the durations are counted in. Default: as its name says, else seconds.' }),
});

const schema = z.strictObject({
  kind: z.literal('scrape'),
  path: z
    .string()
    .startsWith('/')
    .default('/metrics')
    .meta({ description: 'Where each pod shows its Prometheus counters.', examples: ['/metrics'] }),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: 'The port of the pod that shows them. Default: `workload.port`.', examples: [9090] }),
  via: z.enum(['auto', 'pod-ip', 'proxy']).default('auto').meta({
    description:
      "How pods are asked: at their own IPs, or by the API server's proxy. `auto` takes the IPs where they can be reached from where Sluice runs.",
  }),
  requests: requests.prefault({}).meta({ description: 'The counter of requests, and which of them failed.' }),
  latency: latency
    .nullable()
    .optional()
    .meta({ description: 'The durations of the requests. `null` leaves latency unwatched.' }),
  where: whereSchema.optional().meta({
    description:
      'Which series count, by label: a value, or `=`, `!=`, `=~`, `!~` and a value. Default: all but probes on pages that are recognized.',
    examples: [{ handler: '!~ /(readyz|livez)' }],
  }),
  timeoutMs: z
    .number()
    .int()
    .positive()
    .default(2000)
    .meta({ description: 'How long one pod may take to answer, in milliseconds.', examples: [2000] }),
});
export type ScrapeConfig = z.infer<typeof schema>;

/** Where the catalogue names the metric of durations. */
export const durationsSetting = 'metrics.latency';

/** What says which metrics of a page are read. @param compareBy the label that tells requests with a flag on; null where none is asked for */
export function nameSettings(
  { path, requests, latency: durations, where }: Pick<ScrapeConfig, 'path' | 'requests' | 'latency' | 'where'>,
  compareBy: CompareBy | null = null,
) {
  return { path, requests, durations, where, ...(compareBy ? { compareBy } : {}) };
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
  cannotCount: (counter) => ('query' in counter ? 'can be asked no query: name a `metric`' : whereFault(counter.where)),
  remedy: 'let the pods show their counters',
};
