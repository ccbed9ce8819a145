import { perSecond, unitIn } from './duration-units.ts';
import type { Failures } from './frameworks/framework.ts';
import type { Point } from './prom-api.ts';
import { countersOf, labelList, type QueryTexts, scrapedBy, serverLabels } from './prom-counters.ts';
import { durationsOf, type QueriesAsked, type QueriesOf } from './prom-templates.ts';
import { fillIn, type Matcher, oneOf, podRegex, promLiteral, type Scope, series } from './promql.ts';
import { conditionsOf } from './where.ts';

const istioNamespace = 'destination_workload_namespace';

/** The texts of one look. Results are told apart by the labels in `podLabel` and `workloadLabel`. */
export interface Queries extends QueryTexts {
  /** How many of the histogram's units make a second. */
  perSecond: number;
  podLabel: string | null;
  workloadLabel: string | null;
  /** Labels by which the servers that scrape the same pages are told apart. */
  servers: readonly string[];
  /** Which of the requests failed; null where `errors` asks for them. */
  failures: Failures | null;
  /** The counter of requests; null in one's own queries. */
  metric: string | null;
  /** Selects its series; and those that say when a process began, null where it is not known whose they are. */
  selectors: { requests: string; starts: string | null };
  /**
   * What series had counted so many seconds ago that are gone since, or went back: almost always nothing. Buckets have
   * the label `le`. Null where Prometheus cannot tell.
   */
  lost(seconds: number): string | null;
  /** What series show that were not there so many seconds ago, in the same manner. */
  appeared(seconds: number): string | null;
  /** By which labels results are told apart, as in `sum by (…)`. */
  by: string;
}

/** The queries for one workload. Everything that comes from outside is escaped. */
export function queriesFor(config: QueriesAsked, scope: Scope): Queries {
  switch (config.template) {
    case 'http':
      return http(config, [scope], false);
    case 'istio':
      return istio(config, [scope], false);
    case 'own':
      return own(config, scope);
  }
}

/** Texts for several looks, and whose a point is: the look's that has the point's key. */
export interface SharedQueries extends QueryTexts, Pick<Queries, 'lost'> {
  keyOfPoint(point: Point): string;
  keysOfScope(scope: Scope): string[];
}

/** Null for queries that only their author understands. */
export function queriesForMany(config: QueriesAsked, scopes: readonly Scope[]): SharedQueries | null {
  switch (config.template) {
    case 'http': {
      const { namespaceLabel, podLabel } = config;
      return {
        ...http(config, scopes, true),
        keyOfPoint: ({ labels }) => keyOf(labels[namespaceLabel], labels[podLabel]),
        keysOfScope: ({ namespace, pods }) => pods.map(({ name }) => keyOf(namespace, name)),
      };
    }
    case 'istio':
      return {
        ...istio(config, scopes, true),
        keyOfPoint: ({ labels }) => keyOf(labels[istioNamespace], labels['destination_workload']),
        keysOfScope: ({ namespace, workload, candidate }) => [keyOf(namespace, workload), keyOf(namespace, candidate)],
      };
    case 'own':
      return null;
  }
}

function keyOf(namespace = '', name = ''): string {
  return `${namespace}/${name}`;
}

/** About how many characters of a query's address are this scope's. */
export function lengthInQuery({ namespace, workload, candidate, pods }: Scope): number {
  return encodeURIComponent(`${namespace}|${podRegex(pods)}|${workload}|${candidate}`).length;
}

type Asked<T extends 'http' | 'istio'> = QueriesOf<T> & Pick<QueriesAsked, 'apart'>;

function http(config: Asked<'http'>, scopes: readonly Scope[], many: boolean): Queries {
  const { podLabel, namespaceLabel, apart = [] } = config;
  const durations = durationsOf(config);
  const ofPage = labelList(many ? [namespaceLabel] : [], podLabel, ...scrapedBy(config.replicaLabels));
  const by = labelList(ofPage.split(', '), ...apart);
  const pods: Matcher[] = [
    oneOf(
      namespaceLabel,
      scopes.map(({ namespace }) => namespace),
    ),
    [podLabel, '=~', podRegex(scopes.flatMap((scope) => scope.pods))],
  ];
  const matchers = [...pods, ...extra(config.where)];
  const withQuantile: Matcher[] = [...matchers, ['quantile', '=~', '.+']];
  const requests = series(config.requests, matchers);
  return {
    ...countersOf(by, requests, config.errors.label, durations && series(`${durations}_bucket`, matchers)),
    quantiles: durations && `avg by (${ofPage}, quantile) (${series(durations, withQuantile)} > 0)`,
    perSecond: perSecond[config.unit ?? unitIn(durations ?? '')],
    podLabel,
    workloadLabel: null,
    servers: serverLabels(config.replicaLabels),
    failures: config.errors,
    metric: config.requests,
    selectors: { requests, starts: series('process_start_time_seconds', pods) },
    by,
  };
}

function istio(config: Asked<'istio'>, scopes: readonly Scope[], many: boolean): Queries {
  const workloadLabel = 'destination_workload';
  // Only where the destination's own proxy reports is the scraped pod the one that served.
  const podLabel = config.reporter === 'destination' ? config.podLabel : null;
  const namespaces = many ? [istioNamespace] : [];
  const by = labelList(
    namespaces,
    workloadLabel,
    ...(podLabel === null ? [] : [podLabel, ...scrapedBy(config.replicaLabels)]),
    ...(config.apart ?? []),
  );
  const workloads = scopes.flatMap(({ workload, candidate }) => [workload, candidate]);
  const matchers: Matcher[] = [
    ['reporter', '=', config.reporter],
    oneOf(
      istioNamespace,
      scopes.map(({ namespace }) => namespace),
    ),
    [workloadLabel, '=~', [...new Set(workloads)].map(promLiteral).join('|')],
    ...extra(config.where),
  ];
  const requests = series('istio_requests_total', matchers);
  const failures = { label: 'response_code', matches: config.errors };
  return {
    ...countersOf(by, requests, failures.label, series(`${durationsOf(config)}_bucket`, matchers)),
    quantiles: null,
    perSecond: 1000,
    podLabel,
    workloadLabel,
    servers: serverLabels(config.replicaLabels),
    failures,
    metric: 'istio_requests_total',
    selectors: { requests, starts: null },
    by,
  };
}

function own(config: QueriesOf<'own'>, scope: Scope): Queries {
  const { podLabel } = config;
  const durations = durationsOf(config);
  const requests = fillIn(config.requests, scope);
  return {
    // `timestamp()` of anything but a plain selector is the evaluation time: the age of such data is not known.
    freshness: `max by (${podLabel}) (timestamp(${requests}))`,
    // Not summed: their series are compared one by one, as Prometheus cannot do it for a query that it does not select by.
    requests,
    errors: fillIn(config.errors, scope),
    durations: durations && fillIn(durations, scope),
    quantiles: null,
    perSecond: perSecond[config.unit],
    podLabel,
    workloadLabel: null,
    servers: serverLabels(),
    failures: null,
    metric: null,
    selectors: { requests, starts: null },
    lost: () => null,
    appeared: () => null,
    by: podLabel,
  };
}

function extra(where: QueriesOf<'http' | 'istio'>['where']): Matcher[] {
  return conditionsOf(where).map(({ label, operator, value }) => [label, operator, value]);
}
