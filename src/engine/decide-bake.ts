import { comparesBy, decidesAfter } from '../actions/facets.ts';
import { liftOf, winnerOf } from '../analysis/lift.ts';
import type { Release, RunningStep } from '../domain/release.ts';
import { isIdle } from '../domain/release-state.ts';
import { goalSentence, isCompared } from '../words/goal.ts';
import { oldStays } from './decide-end.ts';
import { type Asks, throughGates } from './decide-gates.ts';
import { append, type Decision, openHold } from './decision.ts';

interface Circumstances {
  now: number;
  /** When the next measurement is due (ms since epoch). */
  nextMeasurement: number;
  asks: Asks;
}

/**
 * A bake ends with evidence, never by the clock alone: at its end the newest verdict of this very bake must be
 * healthy, or a person must say that it is good enough. Gates that are asked in steps are asked then.
 * @param forMs how long it is watched (ms)
 */
export function decideBake(
  release: Release,
  step: RunningStep,
  forMs: number,
  { now, nextMeasurement, asks }: Circumstances,
): Decision {
  const end = step.startedAt + forMs;
  const done = (note: string): Decision =>
    throughGates(release, now, 'step', asks, () => append({ type: 'step.done', at: now, index: step.index, note }));
  if (release.promoted) return done('promoted by hand');
  if (release.waived) return done('accepted by hand');
  const winner = winnerNow(release, step, now >= end);
  if (winner === 'a') return append(oldStays(release, now, goalSentence(release)));
  if (now < end && winner === null) return { do: 'wait', until: Math.min(end, nextMeasurement) };
  if (isIdle(release)) return done('nothing of it runs');
  const fresh = (release.measured.at(-1)?.at ?? 0) >= step.startedAt ? release.verdict : null;
  if (fresh === null) return { do: 'wait', until: nextMeasurement };
  switch (fresh.kind) {
    case 'healthy':
      return winner === 'b' ? done('healthy') : (choice(release, step, now) ?? done('healthy'));
    case 'unhealthy':
      return { do: 'wait', until: nextMeasurement };
    case 'inconclusive': {
      // A little patience beyond the end: the missing data may come with the next measurement. A pause uses up none of it.
      const patience = Math.max(end, release.resumedAt ?? end) + release.plan.target.analysis.patienceMs;
      if (now < patience) return { do: 'wait', until: Math.min(patience, nextMeasurement) };
      return openHold(release, now, fresh.why, fresh.detail);
    }
  }
}

/** Which version is better by the goal of an A/B test, where that ends it; null where nothing does, or nobody can tell. */
function winnerNow({ plan, goal }: Release, { index }: RunningStep, isOver: boolean): 'a' | 'b' | null {
  const compared = comparesBy(plan.steps[index]?.action);
  if (!compared || !goal || (compared.until === 'duration' && !isOver)) return null;
  return winnerOf(liftOf(goal.pieces));
}

/** Which version stays, where the plan leaves that to a person, or says it; null where the release goes on. */
function choice(release: Release, { index }: RunningStep, now: number): Decision | null {
  const action = release.plan.steps[index]?.action;
  switch (decidesAfter(action)) {
    case 'ask':
      return openHold(release, now, 'which-stays', goalSentence(release));
    case 'a':
      return append(oldStays(release, now, goalSentence(release)));
    case 'b':
      // What was to be compared and was not says nothing for the new version.
      return comparesBy(action) && !isCompared(release)
        ? openHold(release, now, 'which-stays', goalSentence(release))
        : null;
    case null:
      return null;
  }
}
