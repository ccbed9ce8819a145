import type { AnalysisSettings } from '../domain/target.ts';
import type { Figures, Finding, Sample } from '../domain/verdict.ts';
import { compare } from './compare.ts';
import { judgeLatency } from './latency.ts';
import { againstLimit, isWithin, type Judged, type Level, type Rate, ratio } from './rates.ts';
import { pairedBlocks, sumSamples } from './samples.ts';
import type { Judge } from './threshold.ts';

/**
 * The candidate against stable at the same time. Bad is what is both over the limit and worse than stable: an outage
 * that hits both is not held against the candidate, nor counts for it, and a candidate that is worse but within the limit
 * is tolerated. Stretches without stable figures, or with too few, are held against the limits alone, as the threshold
 * judge does.
 */
export const baseline: Judge = (settings, samples, measures, level) =>
  measures.map((metric) =>
    metric === 'errors' ? errors(settings, samples, level) : judgeLatency(settings, samples, level),
  );

function errors(settings: AnalysisSettings, samples: readonly Sample[], level: Level): Finding {
  const { candidate, stable } = sumSamples(samples);
  const judged = judgeErrors(settings, samples, level);
  // Beside stable it was within the limit, and by itself a little over it.
  const over = judged.state === 'good' && !isWithin(failures(candidate), settings.maxErrorRatio);
  return {
    metric: 'errors',
    ...(over ? { ...judged, state: 'unsure' } : judged),
    candidate: ratio(failures(candidate)),
    stable: stable && ratio(failures(stable)),
    limit: settings.maxErrorRatio,
    requests: candidate.requests,
    stableRequests: stable?.requests ?? 0,
  };
}

function judgeErrors(settings: AnalysisSettings, samples: readonly Sample[], level: Level): Judged {
  const { maxErrorRatio: limit, minRequests } = settings;
  const { candidate, stable } = sumSamples(samples);
  const beyond = Math.min(level.worse, level.over);
  const alone = againstLimit(failures(candidate), limit, minRequests, beyond);
  if (!stable) return alone;
  const unpaired = sumSamples(samples.filter((sample) => !sample.stable)).candidate;
  const apart = againstLimit(failures(unpaired), limit, minRequests, beyond);
  if (apart.state === 'bad') return apart;
  const blocks = pairedBlocks(samples);
  const open = blocks.at(-1);
  if (open?.stable.requests === 0 && open.candidate.requests >= minRequests) {
    // Stable has pods and no traffic: there is no yardstick for this stretch, and it is long enough to matter.
    const unmatched = againstLimit(failures(open.candidate), limit, minRequests, beyond);
    if (unmatched.state === 'bad') return unmatched;
  }
  const together = blocks.reduce((sum, block) => sum + block.candidate.requests, 0);
  const enough = stable.requests >= minRequests && together >= minRequests;
  // Few requests of stable, or few of the candidate beside it (a rolling update is soon over), all within the limit, are
  // no sign of a shared outage: what the candidate did since counts by itself.
  if (!enough && isWithin(failures(stable), limit)) return alone;
  return compare(blocks, failures, limit, minRequests, level);
}

function failures(figures: Figures): Rate {
  return { bad: figures.errors, requests: figures.requests };
}
