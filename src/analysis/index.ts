import type { AnalysisSettings } from '../domain/target.ts';
import type { Measurement, Stretch, Verdict } from '../domain/verdict.ts';
import { baseline } from './baseline.ts';
import { conclude, type Watched } from './conclude.ts';
import { type Judge, type Measures, threshold } from './threshold.ts';

export { quantile } from './histogram.ts';
export { remember } from './recent.ts';
export { sumSamples } from './samples.ts';
export { steadied } from './steady.ts';

/** Every judge that the catalogue can name. */
export const judges: Readonly<Record<AnalysisSettings['judge'], Judge>> = { threshold, baseline };

/** The verdict of the judge that the settings name; see `conclude`. */
export function judge(
  settings: AnalysisSettings,
  window: Watched['window'],
  latest: Measurement,
  measures: Measures,
  recent: readonly Stretch[] = [],
): Verdict {
  return conclude(judges[settings.judge], settings, { window, latest, recent, measures });
}
