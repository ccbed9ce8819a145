import type { AnalysisSettings } from '../domain/target.ts';
import type { Finding, Stretch } from '../domain/verdict.ts';
import { quantile } from './histogram.ts';
import { lately } from './recent.ts';
import { sumSamples, type Totals } from './samples.ts';
import type { Judge, Measures } from './threshold.ts';

/** Below this chance, what was seen lately is open to doubt, though it may be no more than the worst of many looks. */
const doubtful = 0.001;

/**
 * What speaks against the candidate in its most recent looks: findings that are bad at the level of their stretch, and
 * unsure ones where there were requests enough and it is hardly chance. A rise that starts late is seen in these long
 * before it shows in the whole.
 */
export function judgeLately(
  judge: Judge,
  settings: AnalysisSettings,
  recent: readonly Stretch[],
  measures: Measures,
): Finding[] {
  return lately(recent).flatMap(({ samples, spanMs, level }) => {
    const over = measures.filter((metric) => isOver(metric, sumSamples(samples), settings));
    if (over.length === 0) return [];
    const bad = judge(settings, samples, over, { worse: level, over: level });
    return bad.flatMap((finding): Finding[] => {
      if (finding.state === 'bad') return [{ ...finding, spanMs }];
      const [doubt] = judge(settings, samples, [finding.metric], { worse: doubtful, over: doubtful });
      const open = doubt?.state === 'bad' && doubt.requests >= settings.minRequests;
      return open ? [{ ...doubt, spanMs, state: 'unsure' }] : [];
    });
  });
}

/** Most of the time nothing is over its limit, and ten thousand releases are looked at: this is cheap, a judge is not. */
function isOver(metric: Finding['metric'], { candidate, stable }: Totals, settings: AnalysisSettings): boolean {
  if (metric === 'errors') return candidate.errors > settings.maxErrorRatio * candidate.requests;
  const base = stable && quantile(stable.buckets, 0.99);
  return base !== null && (quantile(candidate.buckets, 0.99) ?? 0) > base * settings.maxLatencyFactor;
}
