import { candidateName } from '../../domain/names.ts';
import type { Target } from '../../domain/target.ts';
import { words } from './common.ts';
import type { PrometheusConfig } from './kinds/prometheus.ts';
import { withoutLabel } from './lacking.ts';
import type { MetricDeps, SourceLook } from './metric-source.ts';
import { jitter, severalProcesses } from './process.ts';
import { instantQuery, type PromApi } from './prom-api.ts';
import { askAlone } from './prom-ask.ts';
import { notWatchedIn, whyNoFailures, whyUntoldEver } from './prom-lacks.ts';
import { type Queries, queriesFor } from './prom-queries.ts';
import { classifier, scopeOf, unitsOf } from './prom-units.ts';
import { labelsIn, notCompared } from './sides.ts';
import { trackedPods } from './tracks.ts';

/** What Prometheus knows of a target: all that a release would ask, asked once. Never throws. */
export async function lookAtPrometheus(
  deps: MetricDeps,
  config: PrometheusConfig,
  apiOf: () => PromApi,
  target: Target,
  watchMs: number,
): Promise<SourceLook> {
  try {
    const pods = await trackedPods(deps.clusters(target.cluster), target, null);
    if (pods.length === 0) return wrong(`no pod of ${target.workload.name} is running, so nothing can be measured`);
    const api = apiOf();
    const scope = scopeOf(target, pods);
    const texts = {
      ...config.queries,
      apart: labelsIn((target.releaseFlags ?? []).flatMap(({ compareBy }) => compareBy ?? [])),
    };
    const queries = queriesFor(texts, scope);
    const answer = await askAlone({ api, queries: texts, scope, since: null });
    const whoseOf = classifier(queries, pods, candidateName(target));
    const units = unitsOf(answer, queries, whoseOf);
    if (units.length === 0)
      return wrong(`Prometheus knows no requests of ${target.workload.name}: ${queries.requests}`);
    const answered = { queries, answer, whoseOf };
    const noFailures = whyNoFailures(answered, 'stable') ?? whyUntoldEver(answered, 'stable');
    if (noFailures !== null) return wrong(await withLabels(api, queries, noFailures, answer.requests));
    const several = await severalIn(api, queries);
    if (several !== null) return wrong(severalProcesses(several));
    const counts = watchMs > 0 ? await countsOf(api, queries) : null;
    const series = answer.requests.flatMap(({ labels }) => (whoseOf(labels) ? [labels] : []));
    const notWatched = [...notWatchedIn({ config, units }), ...notCompared(target, queries.metric, series)];
    return { wrong: null, notWatched, counts };
  } catch (error) {
    return wrong(words(error));
  }
}

function wrong(why: string): SourceLook {
  return { wrong: why, notWatched: [], counts: null };
}

/** As it is said, with the labels that are there instead: only here, as it takes a query of whole series. */
async function withLabels(
  api: PromApi,
  queries: Queries,
  why: string,
  requests: readonly { labels: object }[],
): Promise<string> {
  const { failures, metric, selectors } = queries;
  const isThere = failures === null || requests.some(({ labels }) => failures.label in labels);
  if (isThere || metric === null) return why;
  const some = await instantQuery(api, `topk(3, ${selectors.requests})`);
  const labels = new Set(some.flatMap((point) => Object.keys(point.labels).filter((label) => label !== '__name__')));
  return withoutLabel(metric, failures.label, [...labels].sort());
}

/** Within ten minutes, a process restarts less often than several answer in turn. */
const changesInTurn = 4;

/** A pod whose process changes from scrape to scrape, or its counters go back; null where there is none, or nothing says it. */
async function severalIn(api: PromApi, { selectors, by, podLabel, metric }: Queries): Promise<string | null> {
  if (podLabel === null || metric === null) return null;
  // A server that does not know the functions says nothing against the pods.
  const ask = (what: string) => instantQuery(api, `max by (${by}) (${what})`).catch(() => []);
  const starts = selectors.starts && `${selectors.starts}[10m]`;
  const apart = starts && `max_over_time(${starts}) - min_over_time(${starts}) >= ${jitter}`;
  const all = [
    starts ? await ask(`changes(${starts}) and ${apart}`) : [],
    await ask(`resets(${selectors.requests}[10m])`),
  ];
  return all.flat().find(({ value }) => value >= changesInTurn)?.labels[podLabel] ?? null;
}

async function countsOf(api: PromApi, { selectors, failures, metric }: Queries): Promise<string | null> {
  if (metric === null || failures === null) return null;
  const [size, rates] = await Promise.all([
    instantQuery(api, `count(${selectors.requests})`),
    instantQuery(api, `sum by (${failures.label}) (rate(${selectors.requests}[5m]))`),
  ]);
  const by = [...rates]
    .sort((a, b) => b.value - a.value)
    .slice(0, 8)
    .map(({ labels, value }) => `${labels[failures.label] ?? '(none)'} ${value.toFixed(1)}/s`);
  return `${size[0]?.value ?? 0} series of ${metric}: by ${failures.label} ${by.join(' ')} in the last 5 min`;
}
