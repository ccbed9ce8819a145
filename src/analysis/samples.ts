import type { Figures, Sample } from '../domain/verdict.ts';
import { addBuckets } from './histogram.ts';
import { addQuantiles, isBroken } from './quantiles.ts';

/** All figures summed over a stretch of samples. `stable` is null where no sample has it. */
export interface Totals {
  candidate: Figures;
  stable: Figures | null;
}

export const noFigures: Figures = { pods: 0, requests: 0, errors: 0, buckets: [] };

/** Counts of two stretches added up; `pods` is the newer one's. */
export function addFigures(older: Figures, newer: Figures): Figures {
  const quantiles = addQuantiles(older, newer);
  return {
    pods: newer.pods,
    requests: older.requests + newer.requests,
    errors: older.errors + newer.errors,
    buckets: addBuckets(older.buckets, newer.buckets),
    ...(quantiles.length > 0 ? { quantiles: [...quantiles] } : {}),
  };
}

/** One sample for two that follow each other; null where only one of them has stable figures, they are of different things, or one cannot be right. */
export function mergeSamples(older: Sample, newer: Sample): Sample | null {
  if (oddity(older) !== null || oddity(newer) !== null || older.flag !== newer.flag) return null;
  const candidate = addFigures(older.candidate, newer.candidate);
  const { notWatched, flag } = newer;
  const told = { ...(flag === undefined ? {} : { flag }), ...(notWatched ? { notWatched } : {}) };
  const between = { from: older.from, to: newer.to, candidate, ...told };
  if (older.stable && newer.stable) return { ...between, stable: addFigures(older.stable, newer.stable) };
  return older.stable || newer.stable ? null : { ...between, stable: null };
}

/** The figures of all samples together. */
export function sumSamples(samples: readonly Sample[]): Totals {
  const stable = samples.flatMap((sample) => sample.stable ?? []);
  return {
    candidate: samples.reduce((sum, sample) => addFigures(sum, sample.candidate), noFigures),
    stable: stable.length > 0 ? stable.reduce(addFigures, noFigures) : null,
  };
}

/**
 * What cannot be right about a sample, in words, or null. Counters that are not numbers or go backwards are a broken
 * source, never a verdict on the candidate.
 */
export function oddity(sample: Sample): string | null {
  if (!(sample.to >= sample.from)) return 'the interval ends before it begins';
  return figuresOddity('candidate', sample.candidate) ?? (sample.stable && figuresOddity('stable', sample.stable));
}

function figuresOddity(track: string, figures: Figures): string | null {
  const counts = { requests: figures.requests, errors: figures.errors };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isFinite(count) || count < 0) return `${name} of ${track} are ${count}`;
  }
  if (figures.errors > figures.requests) {
    return `${track} has ${figures.errors} errors in ${figures.requests} requests`;
  }
  const broken = figures.buckets.some(
    (bucket, at) => !Number.isFinite(bucket.count) || bucket.count < (figures.buckets[at - 1]?.count ?? 0),
  );
  if (broken) return `the buckets of ${track} do not add up`;
  return figures.quantiles?.some(isBroken) ? `the quantiles of ${track} cannot be` : null;
}

/**
 * Samples that have both tracks, merged with their neighbors until each block has requests on both: at one request
 * a second hardly any single interval has. What the blocks are depends on traffic alone, never on failures, so a
 * test that takes each block's split as given stays exact.
 */
export function pairedBlocks(samples: readonly Sample[]): { candidate: Figures; stable: Figures }[] {
  const blocks: { candidate: Figures; stable: Figures }[] = [];
  for (const { candidate, stable } of samples) {
    if (!stable) continue;
    const open = blocks.at(-1);
    if (open && (open.candidate.requests === 0 || open.stable.requests === 0)) {
      open.candidate = addFigures(open.candidate, candidate);
      open.stable = addFigures(open.stable, stable);
    } else {
      blocks.push({ candidate, stable });
    }
  }
  return blocks;
}
