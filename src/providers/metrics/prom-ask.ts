import { mapLimit } from '../../platform/map-limit.ts';
import { instantQuery, type Point, type PromApi, PromRefusal } from './prom-api.ts';
import type { QueryTexts } from './prom-counters.ts';
import { lostQueries } from './prom-lost.ts';
import { queriesFor, queriesForMany, type SharedQueries } from './prom-queries.ts';
import type { QueriesAsked } from './prom-templates.ts';
import type { Scope } from './promql.ts';

/** What one look wants to know. */
export interface PromAsk {
  api: PromApi;
  queries: QueriesAsked;
  scope: Scope;
  /** The instant that the last look was about (s of the server's clock); null at the first. */
  since: number | null;
}

/** Points of the queries; all but `freshness` are of one instant, and empty where `freshness` is. */
export interface PromAnswer {
  freshness: Point[];
  requests: Point[];
  errors: Point[];
  durations: Point[];
  /** What series had counted at the last look that are gone since, or went back; of durations by `le`. */
  lost: Point[];
}

/** Throws, in words, where Prometheus does not answer or refuses. */
export type AskPrometheus = (ask: PromAsk) => Promise<PromAnswer>;

/** For one look alone. */
export const askAlone: AskPrometheus = ({ api, queries, scope, since }) =>
  askTexts(
    api,
    queriesFor(queries, scope),
    (points) => points.length === 0,
    (time) => lostQueries(queries, [{ scope, since }], time, false),
  );

/**
 * @param lacking whether somebody has no buckets among these points, and so may have quantiles
 * @param lostBy queries of what was lost by an instant of the server's clock (s)
 */
async function askTexts(
  api: PromApi,
  texts: QueryTexts,
  lacking: (buckets: readonly Point[]) => boolean,
  lostBy: (time: number) => readonly string[],
): Promise<PromAnswer> {
  const freshness = await instantQuery(api, texts.freshness);
  const time = freshness[0]?.at;
  if (time === undefined) return { freshness, requests: [], errors: [], durations: [], lost: [] };
  const ask = (text: string | null) => (text === null ? [] : instantQuery(api, text, time));
  const [requests, errors, durations, ...lost] = await Promise.all([
    ask(texts.requests),
    ask(texts.errors),
    ask(texts.durations),
    ...lostBy(time).map(ask),
  ]);
  const ready = texts.quantiles !== null && lacking(durations) ? await instantQuery(api, texts.quantiles, time) : [];
  return { freshness, requests, errors, durations: [...durations, ...ready], lost: lost.flat() };
}

/** Looks that are asked alone after Prometheus refused them together: so many at a time. */
const aloneAtOnce = 4;

/**
 * One set of queries for all these looks, which differ in nothing but their scopes. Where Prometheus refuses the
 * queries as they are, each look is asked for alone, so that one that cannot be asked does not blind the others.
 */
export async function askTogether(asks: readonly PromAsk[]): Promise<PromiseSettledResult<PromAnswer>[]> {
  const [first] = asks;
  const texts =
    first && asks.length > 1
      ? queriesForMany(
          first.queries,
          asks.map(({ scope }) => scope),
        )
      : null;
  if (!first || !texts) return mapLimit(asks, aloneAtOnce, settled);
  try {
    const lacks = (buckets: readonly Point[]) => {
      const having = new Set(buckets.map(texts.keyOfPoint));
      return asks.some(({ scope }) => !texts.keysOfScope(scope).some((key) => having.has(key)));
    };
    const lostBy = (time: number) => lostQueries(first.queries, asks, time, true);
    return sharedOut(await askTexts(first.api, texts, lacks, lostBy), asks, texts);
  } catch (reason) {
    if (reason instanceof PromRefusal) return mapLimit(asks, aloneAtOnce, settled);
    return asks.map(() => ({ status: 'rejected', reason }));
  }
}

async function settled(ask: PromAsk): Promise<PromiseSettledResult<PromAnswer>> {
  const [result] = await Promise.allSettled([askAlone(ask)]);
  return result;
}

/** To each look what is its own. */
function sharedOut(
  answer: PromAnswer,
  asks: readonly PromAsk[],
  { keyOfPoint, keysOfScope }: SharedQueries,
): PromiseSettledResult<PromAnswer>[] {
  const shares = {
    freshness: Map.groupBy(answer.freshness, keyOfPoint),
    requests: Map.groupBy(answer.requests, keyOfPoint),
    errors: Map.groupBy(answer.errors, keyOfPoint),
    durations: Map.groupBy(answer.durations, keyOfPoint),
    lost: Map.groupBy(answer.lost, keyOfPoint),
  };
  return asks.map(({ scope }) => {
    const keys = keysOfScope(scope);
    const own = (shared: Map<string, Point[]>) => keys.flatMap((key) => shared.get(key) ?? []);
    const { freshness, requests, errors, durations, lost } = shares;
    const value = {
      freshness: own(freshness),
      requests: own(requests),
      errors: own(errors),
      durations: own(durations),
      lost: own(lost),
    };
    return { status: 'fulfilled', value };
  });
}
