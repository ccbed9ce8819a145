import { z } from 'zod';
import type { ProviderConfig } from '../../domain/target.ts';
import type { MetricDeps, MetricSource } from './metric-source.ts';
import { createNone, noneSchema } from './none.ts';
import { createPrometheus, prometheusSchema } from './prometheus.ts';
import { createScrape, scrapeSchema } from './scrape.ts';

export const metricSchema = z.discriminatedUnion('kind', [scrapeSchema, prometheusSchema, noneSchema]);
export type MetricConfig = z.infer<typeof metricSchema>;

/** How often each source is asked where the catalogue says nothing; Prometheus has nothing new within its own interval. */
const usualIntervals: Record<MetricConfig['kind'], number> = { scrape: 2000, prometheus: 10_000, none: 10_000 };

const intervalsByKind: ReadonlyMap<string, number> = new Map(Object.entries(usualIntervals));

/** In ms. Throws where there is no such source. */
export function usualIntervalMs({ kind }: ProviderConfig): number {
  const interval = intervalsByKind.get(kind);
  if (interval === undefined) throw new Error(`no source of figures is called ${kind}`);
  return interval;
}

type Makers = {
  [K in MetricConfig['kind']]: (deps: MetricDeps, config: Extract<MetricConfig, { kind: K }>) => MetricSource;
};

const makers: Makers = { scrape: createScrape, prometheus: createPrometheus, none: createNone };

/**
 * The source that the settings name. A pattern of a release that an older version planned may be of another dialect: it
 * gets no figures, in words, instead of none of its turns.
 * @throws ZodError where the settings are not as `metricSchema` wants them
 */
export function createMetricSource(deps: MetricDeps, config: ProviderConfig): MetricSource {
  const parsed = metricSchema.safeParse(config);
  if (parsed.success) return make(deps, parsed.data);
  const { issues } = parsed.error;
  if (!issues.every((issue) => issue.code === 'custom' && issue.params?.['pattern'] === true)) throw parsed.error;
  return withoutFigures(issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}

function withoutFigures(detail: string): MetricSource {
  return {
    measures: ['errors'],
    measure: async (_plan, memo) => ({ measurement: { kind: 'failed', detail }, memo }),
    check: async () => detail,
  };
}

function make<K extends MetricConfig['kind']>(
  deps: MetricDeps,
  config: Extract<MetricConfig, { kind: K }>,
): MetricSource {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}
