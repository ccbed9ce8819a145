import { comparesBy, watchMs } from '../actions/facets.ts';
import { type GoalCounted, noPiece } from '../domain/goal.ts';
import type { Release } from '../domain/release.ts';
import type { GoalCount } from '../providers/metrics/goal-count.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { LastMeasurement } from '../store/release-store.ts';

/** A test as a whole is looked at about this often: a result is known that part of its time after it is there. */
const looksPerTest = 2000;

/**
 * One look at what an A/B test compares, where the step that runs compares anything and it is time for it.
 * @param before what the last look has left
 * @param now milliseconds since the epoch
 */
export async function countGoal(
  source: MetricSource,
  { plan, step }: Release,
  before: LastMeasurement['goal'],
  now: number,
): Promise<{ counted?: GoalCounted; kept: Pick<LastMeasurement, 'goal'> }> {
  const action = plan.steps[step?.index ?? -1]?.action;
  const compared = comparesBy(action);
  if (!compared) return { kept: {} };
  if (before && now - before.at < (watchMs(action) ?? 0) / looksPerTest) return { kept: {} };
  const { counted, checkpoint } = await source.count(plan, compared.goal, before?.checkpoint ?? null);
  return { counted: entryOf(counted), kept: { goal: { checkpoint, at: now } } };
}

function entryOf(counted: GoalCount): GoalCounted {
  switch (counted.kind) {
    case 'counted':
      return counted.piece;
    case 'no-data':
      return { ...noPiece, missing: counted.detail, ...(counted.voids && { voids: true }) };
    case 'failed':
      return { ...noPiece, missing: counted.detail };
  }
}
