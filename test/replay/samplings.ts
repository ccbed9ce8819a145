import type { Figures } from '../../src/domain/verdict.ts';
import { type EngineWorldOptions, healthySample } from '../support/engine-world.ts';
import { figures } from '../support/figures.ts';

/** What the metric source answers at each look. */
export type Sampling = NonNullable<EngineWorldOptions['sample']>;
/** One answer for so many looks, and another from then on. */
export const after =
  (looks: number, then: Sampling, first: Sampling = healthySample): Sampling =>
  (look, at, share) =>
    (look > looks ? then : first)(look, at, share);
export const few: Sampling = (look, at) => ({ ...healthySample(look, at), candidate: figures(1, 0) });
/** From 25 % on, the candidate gets nothing of what the routes say. */
export const astray: Sampling = (look, at, share) => healthySample(look, at, share !== null && share >= 25 ? 0 : share);
export const outage: Sampling = (look, at) => ({
  ...healthySample(look, at),
  candidate: figures(100, 20),
  stable: figures(400, 80),
});
export const slow: Sampling = (look, at) => ({
  ...healthySample(look, at),
  candidate: figures(100, 0, 900),
});
/** As a source answers that has the p99 ready. */
const ready = (figures: Figures, seconds: number): Figures => ({
  ...figures,
  buckets: [],
  quantiles: [{ q: 0.99, seconds, least: seconds, most: seconds, looks: 1 }],
});
const readyAt =
  (seconds: number): Sampling =>
  (look, at, share) => {
    const { candidate, stable, ...between } = healthySample(look, at, share);
    return { ...between, candidate: ready(candidate, seconds), stable: stable && ready(stable, 0.2) };
  };
export const readyUsual = readyAt(0.2);
export const readySlow = readyAt(0.9);
export const no: Sampling = () => 'no-data';
export const failing: Sampling = () => 'failed';
/** As a source answers that finds out that several processes were counted as one. */
export const voided: Sampling = () => 'void';
/** Most of the new version's pods cannot be read. */
export const partlySeen: Sampling = (look, at, share) => ({
  ...healthySample(look, at, share),
  notWatched: [{ query: 'requests', why: '3 of 4 pods gave no page', partly: true, holds: true }],
});
