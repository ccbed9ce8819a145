import type { Point } from './prom-api.ts';
import { durationsOf, type QueriesConfig, type QueriesOf } from './prom-templates.ts';
import { fillIn, type Matcher, podRegex, promLiteral, type Scope, series } from './promql.ts';

const istioNamespace = 'destination_workload_namespace';

/** Instant queries of raw counters, in PromQL. */
export interface QueryTexts {
  /** When each counter was last scraped, seconds since the epoch; empty where there is none. */
  freshness: string;
  requests: string;
  errors: string;
  /** Buckets by `le`, or where one's own query has them ready, seconds by `quantile`. */
  durations: string | null;
  /** Seconds by `quantile`, for those that have no buckets. */
  quantiles: string | null;
}

/** The texts of one look. Results are told apart by the labels in `podLabel` and `workloadLabel`. */
export interface Queries extends QueryTexts {
  /** How many of the histogram's units make a second. */
  perSecond: number;
  podLabel: string | null;
  workloadLabel: string | null;
}

/** The queries for a workload. Everything that comes from outside is escaped. */
export function queriesFor(config: QueriesConfig, scope: Scope): Queries {
  switch (config.template) {
    case 'http':
      return http(config, [scope]);
    case 'istio':
      return istio(config, [scope]);
    case 'own':
      return own(config, scope);
  }
}

/** Texts for several looks, and whose a point is: the look's that has the point's key. */
export interface SharedQueries extends QueryTexts {
  keyOfPoint(point: Point): string;
  keysOfScope(scope: Scope): string[];
}

/** Null for queries that only their author understands. */
export function queriesForMany(config: QueriesConfig, scopes: readonly Scope[]): SharedQueries | null {
  switch (config.template) {
    case 'http': {
      const { namespaceLabel, podLabel } = config;
      return {
        ...http(config, scopes),
        keyOfPoint: ({ labels }) => keyOf(labels[namespaceLabel], labels[podLabel]),
        keysOfScope: ({ namespace, pods }) => pods.map(({ name }) => keyOf(namespace, name)),
      };
    }
    case 'istio':
      return {
        ...istio(config, scopes),
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

function http(config: QueriesOf<'http'>, scopes: readonly Scope[]): Queries {
  const { podLabel, namespaceLabel } = config;
  const durations = durationsOf(config);
  const by = scopes.length > 1 ? `${namespaceLabel}, ${podLabel}` : podLabel;
  const matchers: Matcher[] = [
    oneOf(
      namespaceLabel,
      scopes.map(({ namespace }) => namespace),
    ),
    [podLabel, '=~', podRegex(scopes.flatMap(({ pods }) => pods))],
    ...extra(config.where),
  ];
  const requests = series(config.requests, matchers);
  const errors = series(config.requests, [...matchers, [config.errors.label, '=~', config.errors.matches]]);
  return {
    freshness: `max by (${by}) (timestamp(${requests}))`,
    requests: `sum by (${by}) (${requests})`,
    errors: `sum by (${by}) (${errors})`,
    durations: durations && `sum by (${by}, le) (${series(`${durations}_bucket`, matchers)})`,
    quantiles: durations && `avg by (${by}, quantile) (${series(durations, [...matchers, ['quantile', '=~', '.+']])})`,
    perSecond: config.unit === 'seconds' ? 1 : 1000,
    podLabel,
    workloadLabel: null,
  };
}

function istio(config: QueriesOf<'istio'>, scopes: readonly Scope[]): Queries {
  const workloadLabel = 'destination_workload';
  // Only where the destination's own proxy reports is the scraped pod the one that served.
  const podLabel = config.reporter === 'destination' ? config.podLabel : null;
  const namespaces = scopes.length > 1 ? [istioNamespace] : [];
  const by = [...namespaces, workloadLabel, ...(podLabel === null ? [] : [podLabel])].join(', ');
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
  const errors = series('istio_requests_total', [...matchers, ['response_code', '=~', config.errors]]);
  return {
    freshness: `max by (${by}) (timestamp(${requests}))`,
    requests: `sum by (${by}) (${requests})`,
    errors: `sum by (${by}) (${errors})`,
    durations: `sum by (${by}, le) (${series(`${durationsOf(config)}_bucket`, matchers)})`,
    quantiles: null,
    perSecond: 1000,
    podLabel,
    workloadLabel,
  };
}

function own(config: QueriesOf<'own'>, scope: Scope): Queries {
  const { podLabel } = config;
  const durations = durationsOf(config);
  const requests = fillIn(config.requests, scope);
  return {
    // `timestamp()` of anything but a plain selector is the evaluation time: the age of such data is not known.
    freshness: `max by (${podLabel}) (timestamp(${requests}))`,
    requests: `sum by (${podLabel}) (${requests})`,
    errors: `sum by (${podLabel}) (${fillIn(config.errors, scope)})`,
    durations: durations && `sum by (${podLabel}, le, quantile) (${fillIn(durations, scope)})`,
    quantiles: null,
    perSecond: config.unit === 'seconds' ? 1 : 1000,
    podLabel,
    workloadLabel: null,
  };
}

function oneOf(label: string, values: readonly string[]): Matcher {
  const [first = '', ...more] = new Set(values);
  return more.length === 0 ? [label, '=', first] : [label, '=~', [first, ...more].map(promLiteral).join('|')];
}

function extra(labels: Readonly<Record<string, string>>): Matcher[] {
  return Object.entries(labels).map(([label, value]) => [label, '=', value]);
}
