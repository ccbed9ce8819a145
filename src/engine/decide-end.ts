import { tidies } from '../actions/facets.ts';
import type { Cause, ReleaseEvent } from '../domain/events.ts';
import { undoOf } from '../domain/plan.ts';
import type { CauseCode } from '../domain/reasons.ts';
import { hasBegun, type Release, stepIndex } from '../domain/release.ts';
import { append, type Decision } from './decision.ts';

/**
 * A gate may ask a person before the first step. What ends the release there ends it as what it is: nothing was changed,
 * so nothing is rolled back.
 */
export function endBeforeBegun(release: Release, now: number): Decision | null {
  if (hasBegun(release)) return null;
  const { abort, hold } = release;
  if (abort) return withdrawn(abort, now);
  if (hold && now >= hold.expiresAt) {
    return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason: hold.detail });
  }
  return isTooOld(release, now)
    ? append({ type: 'finished', at: now, outcome: 'withdrawn', by: null, reason: tooOld })
    : null;
}

/** Taken back by a person before anything was changed. */
export function withdrawn({ by, reason }: NonNullable<Release['abort']>, now: number): Decision {
  return append({ type: 'finished', at: now, outcome: 'withdrawn', by, reason });
}

/** Everything that sends a running release back, the plainest first. */
export function rollbackReason(release: Release, now: number): Decision | null {
  const { abort, trouble, verdict, hold, plan } = release;
  if (abort) return rollback(release, now, 'aborted', { detail: abort.reason ?? '', by: abort.by });
  if (trouble) return rollback(release, now, 'trouble', { detail: trouble.detail, trouble });
  if (verdict?.kind === 'unhealthy') return rollback(release, now, 'unhealthy', { verdict });
  if (hold && now >= hold.expiresAt) return rollback(release, now, 'hold-expired', { detail: hold.detail, verdict });
  const tidying = tidies(plan.steps[stepIndex(release)]?.action);
  return !tidying && isTooOld(release, now) ? rollback(release, now, 'deadline', { detail: tooOld }) : null;
}

const tooOld = 'the release as a whole took too long';

function isTooOld({ startedAt, plan }: Release, now: number): boolean {
  return now >= (startedAt ?? now) + plan.target.limits.totalMs;
}

/**
 * What a try that has not done the step leads to once its deadline has passed; null before that. Asked after the try: a
 * step that got done while no worker could look (all were away, or Redis was) is done, however late.
 * @param error what the try failed with; null where it only waits
 */
export function overdue(release: Release, now: number, error: string | null): ReleaseEvent | null {
  const step = release.step && release.plan.steps[release.step.index];
  if (!release.step || !step || tidies(step.action)) return null;
  if (now < release.step.startedAt + step.deadlineMs) return null;
  return rollbackEvent(release, now, 'deadline', { detail: error ?? release.step.error ?? 'it was not done in time' });
}

/** A step that failed for good sends the release back. */
export function stepFailed(release: Release, now: number, detail: string): ReleaseEvent {
  return rollbackEvent(release, now, 'step-failed', { detail });
}

type CauseFacts = Partial<Omit<Cause, 'code'>>;

function rollback(release: Release, now: number, code: CauseCode, facts: CauseFacts): Decision {
  return append(rollbackEvent(release, now, code, facts));
}

function rollbackEvent(release: Release, now: number, code: CauseCode, facts: CauseFacts): ReleaseEvent {
  const started = release.done.length + (release.step ? 1 : 0);
  return {
    type: 'rollback.started',
    at: now,
    cause: { code, detail: '', by: null, verdict: null, trouble: null, ...facts },
    undo: undoOf(release.plan, started, release.done.length),
  };
}
