import type { AnalysisSettings } from '../domain/target.ts';
import type { Measurement, Sample, Verdict } from '../domain/verdict.ts';
import { baseline } from './baseline.ts';
import { conclude } from './conclude.ts';
import { type Judge, type Measures, threshold } from './threshold.ts';

export { quantile } from './histogram.ts';
export { deploymentTrouble, podTrouble } from './pods.ts';
export { etaMs, sumSamples } from './samples.ts';

/** Every judge that the catalogue can name. */
export const judges: Readonly<Record<AnalysisSettings['judge'], Judge>> = { threshold, baseline };

/** The verdict of the judge that the settings name; see `conclude`. */
export function judge(
  settings: AnalysisSettings,
  window: readonly { sample: Sample | null }[],
  latest: Measurement,
  measures: Measures,
): Verdict {
  return conclude(judges[settings.judge], settings, window, latest, measures);
}
