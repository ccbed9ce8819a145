import type { Figures, Sample } from '../domain/verdict.ts';

/** More than this many times the requests seen so far are not worth waiting for. */
export const mostTimes = 64;

/** Steps of the search: to about one part in a hundred of the way from 1 to `mostTimes`. */
const halvings = 9;

/**
 * How many times the requests seen it takes to tell, if they go on like those seen: the test itself is asked, of as many
 * requests in the same proportions. Where the true ratios are those seen, it can tell by then in about half of all
 * cases. Null where it could not tell even then.
 * @param decided whether the test can tell from so many times the requests
 */
export function multipleToDecide(decided: (factor: number) => boolean): number | null {
  if (!decided(mostTimes)) return null;
  let [low, high] = [0, Math.log(mostTimes)];
  for (let step = 0; step < halvings; step += 1) {
    const middle = (low + high) / 2;
    if (decided(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** The same sample with all of its counts `factor` times as large; they may be fractions. */
export function scaled(sample: Sample, factor: number): Sample {
  const { candidate, stable } = sample;
  return { ...sample, candidate: figuresTimes(candidate, factor), stable: stable && figuresTimes(stable, factor) };
}

function figuresTimes({ pods, requests, errors, buckets, quantiles }: Figures, factor: number): Figures {
  return {
    pods,
    requests: requests * factor,
    errors: errors * factor,
    buckets: buckets.map(({ le, count }) => ({ le, count: count * factor })),
    ...(quantiles ? { quantiles: quantiles.map((one) => ({ ...one, looks: one.looks * factor })) } : {}),
  };
}
