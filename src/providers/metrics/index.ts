import { z } from 'zod';
import type { ProviderConfig } from '../../domain/target.ts';
import type { MetricDeps, MetricSource } from './metric-source.ts';
import { createNone, noneSchema } from './none.ts';
import { createPrometheus, prometheusSchema } from './prometheus.ts';
import { createScrape, scrapeSchema } from './scrape.ts';

export const metricSchema = z.discriminatedUnion('kind', [scrapeSchema, prometheusSchema, noneSchema]);
export type MetricConfig = z.infer<typeof metricSchema>;

type Makers = {
  [K in MetricConfig['kind']]: (deps: MetricDeps, config: Extract<MetricConfig, { kind: K }>) => MetricSource;
};

const makers: Makers = { scrape: createScrape, prometheus: createPrometheus, none: createNone };

/** The source that the settings name. Throws ZodError where they are not as `metricSchema` wants them. */
export function createMetricSource(deps: MetricDeps, config: ProviderConfig): MetricSource {
  return make(deps, metricSchema.parse(config));
}

function make<K extends MetricConfig['kind']>(
  deps: MetricDeps,
  config: Extract<MetricConfig, { kind: K }>,
): MetricSource {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}
