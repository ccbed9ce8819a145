import type { ProviderConfig } from '../../domain/target.ts';
import { readStored } from '../family.ts';
import { type MetricConfig, metricSchema } from './kinds/index.ts';
import { type MadeSource, type MetricDeps, type MetricSource, problemIn } from './metric-source.ts';
import { createNone } from './none.ts';
import { createPrometheus } from './prometheus.ts';
import { createScrape } from './scrape.ts';

type Makers = {
  [K in MetricConfig['kind']]: (deps: MetricDeps, config: Extract<MetricConfig, { kind: K }>) => MadeSource;
};

const makers: Makers = { scrape: createScrape, prometheus: createPrometheus, none: createNone };

/**
 * The source that the settings name; keys of another version are passed over. A pattern of a release that an older
 * version planned may be of another dialect: it gets no figures, in words, instead of none of its turns.
 * @throws ZodError where the settings are not as `metricSchema` wants them
 */
export function createMetricSource(deps: MetricDeps, config: ProviderConfig): MetricSource {
  const parsed = readStored(metricSchema, config);
  if (parsed.success) return make(deps, parsed.data);
  const { issues } = parsed.error;
  if (!issues.every((issue) => issue.code === 'custom' && issue.params?.['pattern'] === true)) throw parsed.error;
  return withoutFigures(issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}

function withoutFigures(detail: string): MetricSource {
  return {
    answers: ['requests'],
    measure: async (_plan, checkpoint) => ({ measurement: { kind: 'failed', detail }, checkpoint }),
    count: async (_plan, _goal, checkpoint) => ({ counted: { kind: 'failed', detail }, checkpoint }),
    look: async () => ({ wrong: detail, notWatched: [], counts: null }),
    check: async () => detail,
  };
}

function make<K extends MetricConfig['kind']>(
  deps: MetricDeps,
  config: Extract<MetricConfig, { kind: K }>,
): MetricSource {
  const maker: Makers[K] = makers[config.kind as K];
  const source = maker(deps, config);
  return { ...source, check: async (target) => problemIn(await source.look(target, 0)) };
}
