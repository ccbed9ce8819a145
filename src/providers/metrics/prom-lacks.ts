import type { NotWatched } from '../../domain/verdict.ts';
import type { Measured } from './counters.ts';
import type { PrometheusConfig } from './kinds/prometheus.ts';
import { tellsSlowest, unmatched, withoutLabel } from './lacking.ts';
import type { PromAnswer } from './prom-ask.ts';
import type { Queries } from './prom-queries.ts';
import { durationsOf } from './prom-templates.ts';
import type { PromUnit, WhoseOf } from './prom-units.ts';

/** What an answer is looked at for. */
interface Answered {
  config: PrometheusConfig;
  queries: Queries;
  answer: PromAnswer;
  units: readonly PromUnit[];
  whoseOf: WhoseOf;
}

/** What was measured, or why nothing can be judged by it; and what of it is not watched. */
export function withLacks(measured: Measured, answered: Answered): Measured {
  const detail = staleness(answered) ?? whyNoFailures(answered, 'candidate') ?? whyNoFailures(answered, 'stable');
  if (detail !== null) return { ...measured, measurement: { kind: 'no-data', detail } };
  const { measurement, checkpoint } = measured;
  const notWatched = notWatchedIn(answered);
  if (measurement.kind !== 'sample' || notWatched.length === 0) return measured;
  return { measurement: { kind: 'sample', sample: { ...measurement.sample, notWatched } }, checkpoint };
}

/** Why there is nothing to judge by although Prometheus answered, or null. */
function staleness({ config, answer, whoseOf }: Answered): string | null {
  const candidate = answer.freshness.filter(({ labels }) => whoseOf(labels)?.track === 'candidate');
  if (candidate.length === 0) return 'Prometheus has no requests of the new version';
  const ages = candidate.map((point) => (point.at - point.value) * 1000);
  const youngest = ages.reduce((least, age) => Math.min(least, age));
  if (youngest <= config.staleMs) return null;
  return `Prometheus last scraped the new version ${Math.round(youngest / 1000)} s ago`;
}

/** A label that no series of a track has, or whose values its pattern cannot match, is not "no failures". */
export function whyNoFailures(
  { queries, answer, whoseOf }: Pick<Answered, 'queries' | 'answer' | 'whoseOf'>,
  track: 'candidate' | 'stable',
): string | null {
  const { failures, metric } = queries;
  const own = answer.requests.filter(({ labels }) => whoseOf(labels)?.track === track);
  if (failures === null || metric === null || own.length === 0) return null;
  const values = own.flatMap(({ labels }) => labels[failures.label] || []);
  if (values.length === 0) return withoutLabel(metric, failures.label, null);
  return unmatched(failures.label, failures.matches, [...new Set(values)]);
}

/** Durations that are asked for and that no page of a version has, though it has requests. */
export function notWatchedIn({ config, units }: Pick<Answered, 'config' | 'units'>): NotWatched[] {
  const metric = durationsOf(config.queries);
  if (metric === null) return [];
  const name = config.queries.template === 'own' ? 'the query of durations' : metric;
  const why = (['candidate', 'stable'] as const).map((track) =>
    lackOf(
      name,
      units.filter((unit) => unit.track === track),
    ),
  );
  const [first] = why.flatMap((text) => text ?? []);
  return first === undefined ? [] : [{ query: 'durations', why: first }];
}

function lackOf(name: string, units: readonly PromUnit[]): string | null {
  if (units.length === 0 || units.some(({ counters }) => Object.keys(counters.durations).length > 0)) return null;
  const quantiles = units.flatMap((unit) => unit.quantiles.map(({ q }) => String(q)));
  if (quantiles.some(tellsSlowest)) return null;
  const has = quantiles.length === 0 ? '' : `, and no quantile 0.99 (only ${[...new Set(quantiles)].join(', ')})`;
  return `Prometheus has no buckets of ${name}${has === '' ? ', and no quantiles' : has}`;
}
