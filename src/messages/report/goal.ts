import { liftOf, winnerOf } from '../../analysis/lift.ts';
import type { Release } from '../../domain/release.ts';
import { goalOf, goalResult } from '../../words/goal.ts';
import { say, type Words } from '../../words/words.ts';
import type { Report } from './schema.ts';

/** What the sides of an A/B test were compared by; empty where they were not. */
export function goalIn(release: Release): Pick<Report, 'goal'> {
  const goal = goalOf(release);
  if (!goal || !release.goal) return {};
  const { total, factor, low, high } = liftOf(release.goal.pieces);
  const change = (ratio: number | null) => (ratio === null ? null : ratio - 1);
  const figures = { change: change(factor), low: change(low), high: change(high), result: winnerOf({ low, high }) };
  return { goal: { name: goal.name, ...total, ...figures, sentence: goalResult(release).plain } };
}

/** The same in words, where the cause does not say it already. */
export function goalText({ goal, status }: Report): Words | null {
  return goal && status !== 'A STAYS' ? say`${goal.sentence}` : null;
}
