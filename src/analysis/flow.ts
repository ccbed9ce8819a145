import { type Route, stickyOf } from '../domain/route.ts';
import type { Sample } from '../domain/verdict.ts';

/** Requests of a stretch by track, and how many of them may be none of the users'. */
export interface Flow {
  candidate: number;
  stable: number;
  /** At most so many of each are probes, health checks and scrapes, which come to every pod whatever its share. */
  own: { candidate: number; stable: number };
}

/** Requests a second that a pod may get by itself: a few probes, a scrape, the health checks of a load balancer. */
const ownPerSecond = 2;

/** Shares whose odds are within this factor of the wanted ones are taken for them: proxies round, and one lags another. */
const tolerance = 1.5;
/** Where all requests are wanted on one track, this ratio of them may go astray. */
const astray = 0.02;
/** The odds of the shares that are tried against the edge of what is tolerated. */
const trials = [1.5, 3, 10, 100];

/** The requests of these samples. */
export function flowOf(samples: readonly Sample[]): Flow {
  return samples.reduce<Flow>(
    ({ candidate, stable, own }, sample) => {
      const seconds = (sample.to - sample.from) / 1000;
      return {
        candidate: candidate + sample.candidate.requests,
        stable: stable + (sample.stable?.requests ?? 0),
        own: {
          candidate: own.candidate + ownPerSecond * seconds * sample.candidate.pods,
          stable: own.stable + ownPerSecond * seconds * (sample.stable?.pods ?? 0),
        },
      };
    },
    { candidate: 0, stable: 0, own: { candidate: 0, stable: 0 } },
  );
}

/**
 * Percent (0 to 100) of all that both tracks see which the candidate sees by a route: copies come on top of what stable
 * answers. Null where that depends on who asks: of users who stay, some send more requests than others, and nobody counts users.
 */
export function shareOfRequests(route: Route): number | null {
  switch (route.kind) {
    case 'weight':
      return stickyOf(route) ? null : route.percent;
    case 'mirror':
      return (100 * route.percent) / (100 + route.percent);
    case 'match':
      return null;
  }
}

/**
 * Whether the requests are divided otherwise than wanted, beyond doubt. A test that may be asked after every look: the
 * chance that it ever says so of a share within the tolerance is at most `level` (a test martingale and Ville's
 * inequality: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022). Its root is taken,
 * which remains valid by Jensen's inequality, since requests on one connection are not independent of each other.
 * @param percent the wanted share of the candidate, above 0 and up to 100
 * @param level ratio, 0 to 1
 */
export function flowsOtherwise({ candidate, stable, own }: Flow, percent: number, level: number): boolean {
  const wanted = percent / 100;
  const over = { hits: Math.max(0, candidate - own.candidate), misses: stable };
  const under = { hits: Math.max(0, stable - own.stable), misses: candidate };
  return isMore(over, tolerated(wanted), level / 2) || isMore(under, tolerated(1 - wanted), level / 2);
}

/** So many requests must be wanted on a track before their division tells that all is well. */
const enough = 30;

/**
 * Whether the requests are divided as wanted, within what is tolerated, and there are enough of them to tell.
 * @param percent the wanted share of the candidate, above 0 and up to 100
 */
export function flowsAsWanted({ candidate, stable }: Flow, percent: number): boolean {
  const all = candidate + stable;
  const tracks = [
    { seen: candidate, wanted: percent / 100 },
    { seen: stable, wanted: 1 - percent / 100 },
  ].map((track) => ({ ...track, isEnough: track.wanted === 0 || all * track.wanted >= enough }));
  return all > 0 && tracks.every(({ seen, wanted, isEnough }) => isEnough && seen / all <= tolerated(wanted));
}

/** So many requests on a track without a share are no chance hits. */
const fewStrays = 5;

/** Whether users' requests still reach the candidate, which is to get none. */
export function isStray({ candidate, own }: Flow): boolean {
  return candidate - own.candidate >= fewStrays;
}

/** The largest ratio that passes for a wanted one. */
function tolerated(ratio: number): number {
  if (ratio >= 1) return 1;
  const odds = (tolerance * ratio) / (1 - ratio);
  return Math.max(astray, odds / (1 + odds));
}

/** Whether hits are more than `ratio` of all, beyond doubt. */
function isMore({ hits, misses }: { hits: number; misses: number }, ratio: number, level: number): boolean {
  if (ratio >= 1 - Number.EPSILON) return false;
  const logs = trials.map((factor) => {
    const odds = (factor * ratio) / (1 - ratio);
    const tried = odds / (1 + odds);
    return (hits * Math.log(tried / ratio) + misses * Math.log((1 - tried) / (1 - ratio))) / 2;
  });
  const most = Math.max(...logs);
  const mean = most + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - most), 0) / logs.length);
  return mean > -Math.log(level);
}
