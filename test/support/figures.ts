import type { Figures, Finding } from '../../src/domain/verdict.ts';

/** What one track did in an interval: latencies as a histogram around `p99Ms`. */
export function figures(requests: number, errors: number, p99Ms = 180, pods = 1): Figures {
  const p99 = p99Ms / 1000;
  const counts: [number | null, number][] = [
    [p99 / 4, 0.5],
    [p99 / 2, 0.9],
    [p99, 0.99],
    [p99 * 2, 1],
    [null, 1],
  ];
  return { pods, requests, errors, buckets: counts.map(([le, part]) => ({ le, count: requests * part })) };
}

/** What a judge finds about errors, with a limit of 1 %. */
export function finding(candidate: Figures, stable: Figures, state: Finding['state']): Finding {
  return {
    metric: 'errors',
    state,
    candidate: candidate.errors / candidate.requests,
    stable: stable.errors / stable.requests,
    limit: 0.01,
    requests: candidate.requests,
    stableRequests: stable.requests,
    chance: null,
  };
}
