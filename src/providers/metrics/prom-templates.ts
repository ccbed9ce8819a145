import { z } from 'zod';
import type { GoalCounter } from '../../domain/goal.ts';
import { durationUnits } from './duration-units.ts';
import { labelName, metricName, pattern } from './settings.ts';
import { whereSchema } from './where.ts';

/** Which series count, e.g. `{cluster: eu-1, path: '!~ /(readyz|livez)'}`. */
const where = whereSchema.default({});
const unit = z.enum(durationUnits);

/**
 * Labels that tell apart servers which scrape the same pods and answer together, beside `prometheus_replica` and
 * `receive_replica`: what several of them show of a page counts once. As in `--query.replica-label` of Thanos.
 */
const replicaLabels = z.array(labelName).max(8).default([]);

const httpSchema = z.strictObject({
  template: z.literal('http'),
  requests: metricName.default('http_requests_total'),
  errors: z.strictObject({ label: labelName.default('code'), matches: pattern.default('5..') }).prefault({}),
  /** A histogram, without `_bucket`, or a summary; null measures errors only. */
  latency: metricName.nullable().default('http_request_duration_seconds'),
  /** Default: as the name of the durations says, else seconds. */
  unit: unit.optional(),
  /** Labels that hold a pod's namespace and name. */
  namespaceLabel: labelName.default('namespace'),
  podLabel: labelName.default('pod'),
  replicaLabels,
  where,
});

const istioSchema = z.strictObject({
  template: z.literal('istio'),
  reporter: z.enum(['destination', 'source', 'waypoint']).default('destination'),
  /** Response codes that count as failed; 0 is a connection that broke. */
  errors: pattern.default('5..|0'),
  podLabel: labelName.default('pod'),
  replicaLabels,
  where,
});

const ownSchema = z.strictObject({
  template: z.literal('own'),
  /**
   * Queries of raw counters, never of rates, whose results keep the pod's label. `{{namespace}}`, `{{workload}}`,
   * `{{candidate}}` and `{{pods}}` (a regular expression) may stand inside double quotes.
   */
  requests: z.string().min(1),
  errors: z.string().min(1),
  /** Cumulative buckets with the label `le`, or seconds with the label `quantile`, one for each pod; or null. */
  latency: z.string().min(1).nullable().default(null),
  unit: unit.default('seconds'),
  podLabel: labelName.default('pod'),
});

/** Where the counters of requests come from: the usual names, Istio's, or queries of the user's own. */
export const queriesSchema = z.discriminatedUnion('template', [httpSchema, istioSchema, ownSchema]);
export type QueriesConfig = z.infer<typeof queriesSchema>;

/** With the labels by which series must stay apart though nothing else asks for them. */
export type QueriesAsked = QueriesConfig & { apart?: readonly string[] };

/** The histogram or summary of durations that is asked for: its name, or the user's own query of it; null where it is none. */
export function durationsOf(queries: QueriesConfig): string | null {
  return queries.template === 'istio' ? 'istio_request_duration_milliseconds' : queries.latency;
}

/** Where the catalogue names the metric of durations; null where it cannot. */
export function durationsSetting(queries: QueriesConfig): string | null {
  return queries.template === 'istio' ? null : 'metrics.queries.latency';
}

/** The settings of one template. */
export type QueriesOf<T extends QueriesConfig['template']> = Extract<QueriesConfig, { template: T }>;

/** The same without durations, where they can be left out. */
export function requestsOnly(queries: QueriesConfig): QueriesConfig {
  return queries.template === 'istio' ? queries : { ...queries, latency: null };
}

/**
 * Another counter of the application, by the labels that the settings have for a pod: a mesh's proxies do not count it. Every series
 * counts, whatever its labels say of failures.
 */
export function countingOnly(queries: QueriesConfig, counter: GoalCounter): QueriesConfig {
  const { podLabel } = queries;
  if ('query' in counter) {
    // Of a query it is not asked what failed: this one answers with a number of no pod.
    return queriesSchema.parse({ template: 'own', requests: counter.query, errors: 'vector(0)', podLabel });
  }
  return queriesSchema.parse({
    template: 'http',
    requests: counter.metric,
    errors: { label: 'code', matches: '.*' },
    latency: null,
    ...(queries.template === 'http' ? { namespaceLabel: queries.namespaceLabel } : {}),
    ...(queries.template === 'own' ? {} : { replicaLabels: queries.replicaLabels }),
    podLabel,
    where: counter.where,
  });
}
