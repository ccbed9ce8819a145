/** Which page a series was scraped from: as two jobs scrape it, it counts once. */
export const pageLabels = { instance: 'instance', job: 'job' } as const;

/** As the Prometheus operator and Thanos call them. What `replica` is may be an application's own to say. */
const usualServers = ['prometheus_replica', 'receive_replica'];

/**
 * Which of several servers has scraped it, where they answer together and what they have alike is not taken for the same.
 * @param named further ones, from the settings
 */
export function serverLabels(named: readonly string[] = []): string[] {
  return [...new Set([...usualServers, ...named])];
}

/** By what series of one pod are told apart before any sum. */
export function scrapedBy(named: readonly string[]): string[] {
  return [...Object.values(pageLabels), ...serverLabels(named)];
}

/** Instant queries of raw counters, in PromQL. */
export interface QueryTexts {
  /** When each counter was last scraped, seconds since the epoch; empty where there is none. */
  freshness: string;
  /** By the label of failures, where there is one. */
  requests: string;
  /** Null where the requests tell by that label. */
  errors: string | null;
  /** Buckets by `le`, or where one's own query has them ready, seconds by `quantile`. */
  durations: string | null;
  /** Seconds by `quantile`, for those that have no buckets. */
  quantiles: string | null;
}

/** What is asked of counters whose series Prometheus can compare with those of a moment ago. */
export function countersOf(by: string, requests: string, label: string, buckets: string | null) {
  const byLabel = labelList(by.split(', '), label);
  const changed = (of: typeof lostOf, seconds: number) =>
    [of(byLabel, requests, seconds), ...(buckets === null ? [] : [of(`${by}, le`, buckets, seconds)])].join(' or ');
  return {
    freshness: `max by (${by}) (timestamp(${requests}))`,
    requests: `sum by (${byLabel}) (${requests})`,
    errors: null,
    durations: buckets && `sum by (${by}, le) (${buckets})`,
    lost: (seconds: number) => changed(lostOf, seconds),
    appeared: (seconds: number) => changed(appearedOf, seconds),
  };
}

function lostOf(by: string, selector: string, seconds: number): string {
  const before = `${selector} offset ${Math.round(seconds * 1000)}ms`;
  return `sum by (${by}) (${before} unless ${selector} >= ${before})`;
}

function appearedOf(by: string, selector: string, seconds: number): string {
  return `sum by (${by}) (${selector} unless ${selector} offset ${Math.round(seconds * 1000)}ms)`;
}

/** Each label once. */
export function labelList(first: readonly string[], ...more: readonly string[]): string {
  return [...new Set([...first, ...more])].join(', ');
}
