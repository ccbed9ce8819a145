import type { AnalysisSettings } from '../domain/target.ts';
import type { Bucket, Figures, Finding, Sample } from '../domain/verdict.ts';
import { boundOf, quantile, slowerThan, totalOf } from './histogram.ts';
import {
  againstLimit,
  alpha,
  chanceNoWorse,
  chanceWithin,
  exceeds,
  isWithin,
  type Judged,
  type Rate,
  ratio,
  unremarkable,
} from './rates.ts';
import { addFigures, pairedBlocks, sumSamples } from './samples.ts';
import { type Judge, shownLatency } from './threshold.ts';

/**
 * Being over the limit is the second of two conditions here, so it may be asked more leniently: the comparison with
 * stable alone already keeps false alarms below `alpha`.
 */
const limitLevel = 0.01;

/** The candidate's p99 is above L when more than this share of its requests is slower than L. */
const slowShare = 0.01;

/** A 99th percentile of fewer requests is hardly more than their maximum: no yardstick. */
const tailRequests = 100;

/**
 * The candidate against stable at the same time. Bad is what is both over the limit and worse than stable: an outage
 * that hits both is nobody's fault here, and a candidate that is worse but within the limit is tolerated. Stretches
 * without stable figures, or with too few, are held against the limits alone, as the threshold judge does.
 */
export const baseline: Judge = (settings, samples, measures) =>
  measures.map((metric) => (metric === 'errors' ? errors(settings, samples) : latency(settings, samples)));

function errors(settings: AnalysisSettings, samples: readonly Sample[]): Finding {
  const { candidate, stable } = sumSamples(samples);
  const limit = settings.maxErrorRatio;
  return {
    metric: 'errors',
    ...judgeErrors(settings, samples),
    candidate: ratio(failures(candidate)),
    stable: stable && ratio(failures(stable)),
    limit,
    requests: candidate.requests,
    stableRequests: stable?.requests ?? 0,
  };
}

function judgeErrors(settings: AnalysisSettings, samples: readonly Sample[]): Judged {
  const { maxErrorRatio: limit, minRequests } = settings;
  const { candidate, stable } = sumSamples(samples);
  const alone = againstLimit(failures(candidate), limit, minRequests);
  if (!stable) return alone;
  const unpaired = sumSamples(samples.filter((sample) => !sample.stable)).candidate;
  const apart = againstLimit(failures(unpaired), limit, minRequests);
  if (apart.state === 'bad') return apart;
  const blocks = pairedBlocks(samples);
  const open = blocks.at(-1);
  if (open?.stable.requests === 0 && open.candidate.requests >= minRequests) {
    // Stable has pods and no traffic: there is no yardstick for this stretch, and it is long enough to matter.
    const unmatched = againstLimit(failures(open.candidate), limit, minRequests);
    if (unmatched.state === 'bad') return unmatched;
  }
  const together = blocks.reduce((sum, block) => sum + block.candidate.requests, 0);
  const enough = stable.requests >= minRequests && together >= minRequests;
  // Few requests of stable, or few of the candidate beside it (a rolling update is soon over), all within the limit, are
  // no sign of a shared outage: what the candidate did since counts by itself.
  if (!enough && isWithin(failures(stable), limit)) return alone;
  return compare(blocks, failures, limit, minRequests);
}

/** Both conditions for bad; good when within the limit, or when stable is over it too and not visibly better. */
function compare(
  blocks: readonly { candidate: Figures; stable: Figures }[],
  rateOf: (figures: Figures) => Rate,
  limit: number,
  minRequests: number,
): Judged {
  const rates = blocks.map((block) => ({ candidate: rateOf(block.candidate), stable: rateOf(block.stable) }));
  const candidate = addRates(rates.map((rate) => rate.candidate));
  const stable = addRates(rates.map((rate) => rate.stable));
  const chance = chanceNoWorse(rates);
  if (chance <= alpha && exceeds(candidate, limit, limitLevel)) return { state: 'bad', chance };
  if (candidate.requests < minRequests) return { state: 'unsure', chance };
  const shared = !isWithin(stable, limit) && chance > unremarkable;
  return { state: isWithin(candidate, limit) || shared ? 'good' : 'unsure', chance };
}

function latency(settings: AnalysisSettings, samples: readonly Sample[]): Finding {
  const shown = shownLatency(samples);
  const blocks = pairedBlocks(samples);
  const stable = blocks.map((block) => block.stable).reduce(addFigures, emptyFigures);
  const candidate = blocks.map((block) => block.candidate).reduce(addFigures, emptyFigures);
  const base = quantile(stable.buckets, 0.99);
  if (base === null || totalOf(stable.buckets) < Math.max(settings.minRequests, tailRequests)) return shown;
  const limit = boundAtLeast([...stable.buckets, ...candidate.buckets], base * settings.maxLatencyFactor);
  if (limit === null) return shown;
  const slow = (figures: Figures): Rate => ({
    bad: slowerThan(figures.buckets, limit),
    requests: totalOf(figures.buckets),
  });
  const paired = {
    ...shown,
    candidate: quantile(candidate.buckets, 0.99),
    stable: base,
    limit,
    requests: totalOf(candidate.buckets),
    stableRequests: totalOf(stable.buckets),
  };
  // The first requests of cold pods are slow in any healthy version: fewer than enough say nothing about a tail.
  if (paired.requests < settings.minRequests) return { ...paired, chance: chanceWithin(slow(candidate), slowShare) };
  const judged = compare(blocks, slow, slowShare, settings.minRequests);
  return {
    ...paired,
    ...judged,
    state: judged.state === 'unsure' ? tailState(slow(candidate), judged.chance) : judged.state,
  };
}

/**
 * One request in a hundred is slower than the p99 of any healthy version, sometimes two: a share a little above is open
 * only where chance hardly explains it, against the limit and against stable.
 */
function tailState(slow: Rate, chance: number | null): Finding['state'] {
  const suspicious = chanceWithin(slow, slowShare) <= unremarkable && (chance ?? 0) <= unremarkable;
  return suspicious || slow.requests === 0 ? 'unsure' : 'good';
}

/** The smallest finite bound that is not below `seconds`, or else the largest there is; null without any. */
function boundAtLeast(buckets: readonly Bucket[], seconds: number): number | null {
  const bounds = buckets.map(boundOf).filter(Number.isFinite);
  if (bounds.length === 0) return null;
  const above = bounds.filter((bound) => bound >= seconds);
  return above.length > 0 ? Math.min(...above) : Math.max(...bounds);
}

const emptyFigures: Figures = { pods: 0, requests: 0, errors: 0, buckets: [] };

function failures(figures: Figures): Rate {
  return { bad: figures.errors, requests: figures.requests };
}

function addRates(rates: readonly Rate[]): Rate {
  return rates.reduce((sum, rate) => ({ bad: sum.bad + rate.bad, requests: sum.requests + rate.requests }), {
    bad: 0,
    requests: 0,
  });
}
