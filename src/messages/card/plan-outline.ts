import type { Changes } from '../../domain/changes.ts';
import type { FiguresBefore } from '../../domain/figures-before.ts';
import type { Plan } from '../../domain/plan.ts';
import { changesText } from '../../words/changes.ts';
import { about } from '../../words/format.ts';
import { changeIn } from '../../words/subject.ts';
import { lines, say, type Words } from '../../words/words.ts';
import { origin, planText } from './waiting.ts';

/** What was seen beside the plan; null where nothing is to be said of it. */
interface Beside {
  figures: FiguresBefore | null;
  changes: Changes | null;
}

/**
 * What is in the version, if that is told; then "checkout 2.4.0 → 2.4.1 in production · canary · about 12 min", or where a
 * train begins, and the steps.
 */
export function planOutline(plan: Plan, { figures, changes }: Beside): Words[] {
  const { target, strategy, estimateMs } = plan;
  const heading = plan.train
    ? origin({ plan })
    : say`${target.service} ${changeIn(plan)} in ${target.environment} · ${strategy} · ${about(estimateMs)}`;
  const outline = lines(heading, planText({ plan, ...(figures ? { figures } : {}) }));
  return changes ? [changesText(changes), outline] : [outline];
}
