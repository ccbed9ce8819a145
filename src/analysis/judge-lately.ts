import type { AnalysisSettings } from '../domain/target.ts';
import type { Finding, Stretch } from '../domain/verdict.ts';
import { quantile } from './histogram.ts';
import type { Level } from './rates.ts';
import { lately } from './recent.ts';
import { sumSamples, type Totals } from './samples.ts';
import type { Judge, Measures } from './threshold.ts';

/** Below this chance, what was seen lately is open to doubt, though it may be no more than the worst of many looks. */
const doubtful = 0.001;

/**
 * What keeps the candidate from being called good in its most recent looks: findings that are bad at the level of their
 * stretch, and unsure or shared ones where there were requests enough and it is hardly chance. A rise that starts late is
 * seen in these long before it shows in the whole.
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
      const doubt = doubtIn((level) => judge(settings, samples, [finding.metric], level)[0]);
      return doubt && doubt.requests >= settings.minRequests ? [{ ...doubt, spanMs }] : [];
    });
  });
}

/** Over the limit, hardly by chance, and either worse than stable, hardly by chance, or no more so than stable. */
function doubtIn(judged: (level: Level) => Finding | undefined): Finding | null {
  const doubt = judged({ worse: doubtful, over: doubtful });
  if (doubt?.state === 'bad') return { ...doubt, state: 'unsure' };
  const over = doubt?.state === 'shared' && judged({ worse: 1, over: doubtful })?.state === 'bad';
  return over ? doubt : null;
}

/** Most of the time nothing is over its limit, and ten thousand releases are looked at: this is cheap, a judge is not. */
function isOver(metric: Finding['metric'], { candidate, stable }: Totals, settings: AnalysisSettings): boolean {
  if (metric === 'errors') return candidate.errors > settings.maxErrorRatio * candidate.requests;
  const base = stable && quantile(stable.buckets, 0.99);
  return base !== null && (quantile(candidate.buckets, 0.99) ?? 0) > base * settings.maxLatencyFactor;
}
