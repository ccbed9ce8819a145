import { mapLimit } from './common.ts';
import { instantQuery, type Point, type PromApi, PromRefusal } from './prom-api.ts';
import { type QueryTexts, queriesFor, queriesForMany } from './prom-queries.ts';
import type { QueriesConfig } from './prom-templates.ts';
import type { Scope } from './promql.ts';

/** What one look wants to know. */
export interface PromAsk {
  api: PromApi;
  queries: QueriesConfig;
  scope: Scope;
}

/** Points of the queries; all but `freshness` are of one instant, and empty where `freshness` is. */
export interface PromAnswer {
  freshness: Point[];
  requests: Point[];
  errors: Point[];
  durations: Point[];
}

/** Throws, in words, where Prometheus does not answer or refuses. */
export type AskPrometheus = (ask: PromAsk) => Promise<PromAnswer>;

/** For one look alone. */
export const askAlone: AskPrometheus = ({ api, queries, scope }) =>
  askTexts(api, queriesFor(queries, scope), (points) => points.length === 0);

/** @param lacking whether somebody has no buckets among these points, and so may have quantiles */
async function askTexts(
  api: PromApi,
  texts: QueryTexts,
  lacking: (buckets: readonly Point[]) => boolean,
): Promise<PromAnswer> {
  const freshness = await instantQuery(api, texts.freshness);
  const time = freshness[0]?.at;
  if (time === undefined) return { freshness, requests: [], errors: [], durations: [] };
  const [requests, errors, durations] = await Promise.all([
    instantQuery(api, texts.requests, time),
    instantQuery(api, texts.errors, time),
    texts.durations === null ? [] : instantQuery(api, texts.durations, time),
  ]);
  const ready = texts.quantiles !== null && lacking(durations) ? await instantQuery(api, texts.quantiles, time) : [];
  return { freshness, requests, errors, durations: [...durations, ...ready] };
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
    const answer = await askTexts(first.api, texts, (buckets) => {
      const having = new Set(buckets.map(texts.keyOfPoint));
      return asks.some(({ scope }) => !texts.keysOfScope(scope).some((key) => having.has(key)));
    });
    const shares = {
      freshness: shareOut(answer.freshness, texts.keyOfPoint),
      requests: shareOut(answer.requests, texts.keyOfPoint),
      errors: shareOut(answer.errors, texts.keyOfPoint),
      durations: shareOut(answer.durations, texts.keyOfPoint),
    };
    return asks.map(({ scope }) => {
      const keys = texts.keysOfScope(scope);
      const own = (shared: Map<string, Point[]>) => keys.flatMap((key) => shared.get(key) ?? []);
      const value = {
        freshness: own(shares.freshness),
        requests: own(shares.requests),
        errors: own(shares.errors),
        durations: own(shares.durations),
      };
      return { status: 'fulfilled', value };
    });
  } catch (reason) {
    if (reason instanceof PromRefusal) return mapLimit(asks, aloneAtOnce, settled);
    return asks.map(() => ({ status: 'rejected', reason }));
  }
}

async function settled(ask: PromAsk): Promise<PromiseSettledResult<PromAnswer>> {
  const [result] = await Promise.allSettled([askAlone(ask)]);
  return result;
}

function shareOut(points: readonly Point[], keyOf: (point: Point) => string): Map<string, Point[]> {
  return Map.groupBy(points, keyOf);
}
