import { comparesBy, watchMs } from '../actions/facets.ts';
import { comparedNow } from '../domain/flag-compared.ts';
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
  release: Release,
  before: LastMeasurement['goal'],
  now: number,
): Promise<{ counted?: GoalCounted; kept: Pick<LastMeasurement, 'goal'> }> {
  const { plan } = release;
  const step = release.step?.index ?? -1;
  const action = plan.steps[step]?.action;
  const compared = comparesBy(action);
  if (!compared) return { kept: {} };
  // Another step of the release has compared something else.
  const isOther = before?.step !== undefined && before.step !== step;
  const last = isOther ? undefined : before;
  if (last && now - last.at < (watchMs(action) ?? 0) / looksPerTest) return { kept: {} };
  const by = comparedNow(release);
  const { counted, checkpoint } = await source.count(plan, compared.goal, last?.checkpoint ?? null, by);
  const entry = entryOf(counted);
  return { counted: isOther ? { ...entry, voids: true } : entry, kept: { goal: { checkpoint, at: now, step } } };
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
