import type { Measurement, Stretch, Verdict } from '../domain/verdict.ts';
import { conclude, type Seen } from './conclude.ts';
import type { Watched } from './signals/of-target.ts';

export { remember } from './recent.ts';
export { sumSamples } from './samples.ts';
export { steadied } from './steady.ts';

/** The verdict on what is watched; see `conclude`. */
export function judge(
  watched: Watched,
  window: Seen['window'],
  latest: Measurement,
  recent: readonly Stretch[] = [],
): Verdict {
  return conclude(watched, { window, latest, recent });
}
