import { tidies, watchMs } from '../actions/facets.ts';
import { approvalExpiresAt, isApproved } from '../domain/approval.ts';
import type { Cause, ReleaseEvent } from '../domain/events.ts';
import { undoOf } from '../domain/plan.ts';
import type { CauseCode } from '../domain/reasons.ts';
import { type Hold, hasBegun, isBaking, type Release, stepIndex } from '../domain/release.ts';
import { decideBake } from './decide-bake.ts';
import { type Asks, betweenApprovals, throughGates } from './decide-gates.ts';
import { append, type Decision, openHold } from './decision.ts';

/**
 * @param now milliseconds since the epoch
 * @param asks whether any gate wants to be asked at a point
 */
export function decide(release: Release, now: number, asks: Asks): Decision {
  switch (release.phase.kind) {
    case 'awaiting-approval':
      return decideApproval(release, now, asks);
    case 'running':
      return decideRunning(release, now, asks);
    case 'rolling-back': {
      const action = release.phase.undo[release.phase.next];
      if (action) return { do: 'undo', action, index: release.phase.next };
      return append({
        type: 'finished',
        at: now,
        outcome: 'rolled-back',
        by: release.phase.cause.by,
        reason: release.phase.cause.detail,
      });
    }
    case 'ended':
      return { do: 'nothing' };
  }
}

function decideApproval(release: Release, now: number, asks: Asks): Decision {
  const { abort } = release;
  if (abort) return append({ type: 'finished', at: now, outcome: 'withdrawn', by: abort.by, reason: abort.reason });
  if (isApproved(release)) return throughGates(release, now, 'start', asks, () => append({ type: 'started', at: now }));
  const blocked = betweenApprovals(release, now, asks);
  if (blocked) return blocked;
  const expiresAt = approvalExpiresAt(release);
  if (now >= expiresAt) return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason: null });
  const remindAt = release.requestedAt + release.plan.target.approval.remindMs;
  if (release.remindedAt !== null || remindAt >= expiresAt) return { do: 'wait', until: expiresAt };
  return now >= remindAt ? append({ type: 'approval.reminded', at: now }) : { do: 'wait', until: remindAt };
}

function decideRunning(release: Release, now: number, asks: Asks): Decision {
  return (
    endBeforeBegun(release, now) ??
    rollbackReason(release, now) ??
    decideHold(release, now) ??
    decideMeasurement(release, now) ??
    decidePause(release, now) ??
    decideStep(release, now, asks)
  );
}

/**
 * A gate may ask a person before the first step. What ends the release there ends it as what it is: nothing was changed,
 * so nothing is rolled back.
 */
function endBeforeBegun(release: Release, now: number): Decision | null {
  if (hasBegun(release)) return null;
  const { abort, hold } = release;
  if (abort) return append({ type: 'finished', at: now, outcome: 'withdrawn', by: abort.by, reason: abort.reason });
  if (hold && now >= hold.expiresAt) {
    return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason: hold.detail });
  }
  return isTooOld(release, now)
    ? append({ type: 'finished', at: now, outcome: 'withdrawn', by: null, reason: tooOld })
    : null;
}

/** Everything that sends a running release back, the plainest first. */
function rollbackReason(release: Release, now: number): Decision | null {
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

function decideHold(release: Release, now: number): Decision | null {
  if (!release.hold) return null;
  if (isAnswered(release, release.hold)) return append({ type: 'hold.closed', at: now, by: null, answer: 'resolved' });
  return measurementDue(release, now)
    ? { do: 'measure' }
    : { do: 'wait', until: Math.min(release.hold.expiresAt, nextMeasurement(release, now)) };
}

/** By the figures themselves: a bake wants good ones, any other step only has to be watched again. */
function isAnswered(release: Release, { code }: Hold): boolean {
  if (code === 'pause-expired' || code === 'gate') return false;
  return release.verdict?.kind === 'healthy' || (!isBaking(release) && blindness(release) === null);
}

/** Measuring goes on all along, whatever else the release is doing. */
function decideMeasurement(release: Release, now: number): Decision | null {
  if (measurementDue(release, now)) return { do: 'measure' };
  if (release.waived || release.promoted || !watched(release)) return null;
  const blind = blindness(release);
  const due = blind && now >= blind.since + release.plan.target.analysis.patienceMs;
  return due ? openHold(release, now, blind.why, blind.detail) : null;
}

/**
 * Why nothing is known of a new version that serves, and since when in this step (ms since the epoch). Before it
 * serves, there is nothing to know: its pods have their step's deadline.
 */
function blindness(release: Release) {
  const { verdict, blindSince, step, percent } = release;
  const serves = percent > 0 || isBaking(release);
  if (!serves || blindSince === null || verdict?.kind !== 'inconclusive') return null;
  return { why: verdict.why, detail: verdict.detail, since: Math.max(blindSince, step?.startedAt ?? blindSince) };
}

function decidePause(release: Release, now: number): Decision | null {
  if (!release.paused) return null;
  if (release.step !== null && !isBaking(release)) return null;
  const until = release.paused.at + release.plan.target.limits.pauseMs;
  if (now >= until) return openHold(release, now, 'pause-expired', '');
  return { do: 'wait', until: Math.min(until, nextMeasurement(release, now)) };
}

function decideStep(release: Release, now: number, asks: Asks): Decision {
  const index = stepIndex(release);
  const step = release.plan.steps[index];
  if (!step) return append({ type: 'finished', at: now, outcome: 'succeeded', by: null, reason: null });
  if (!release.step) {
    const begin = () => append({ type: 'step.started', at: now, index });
    return index === 0 ? throughGates(release, now, 'start', asks, begin) : begin();
  }
  const forMs = watchMs(step.action);
  if (forMs !== null)
    return decideBake(release, release.step, forMs, { now, nextMeasurement: nextMeasurement(release, now), asks });
  return { do: 'run', action: step.action };
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
    undo: undoOf(release.plan, started),
  };
}

function watched(release: Release): boolean {
  return release.step !== null && (release.plan.steps[release.step.index]?.watched ?? false);
}

function measurementDue(release: Release, now: number): boolean {
  return watched(release) && now >= nextMeasurement(release, now);
}

/** When the next measurement is due (ms since epoch); Infinity while nothing is watched. */
function nextMeasurement(release: Release, now: number): number {
  if (!watched(release)) return Number.POSITIVE_INFINITY;
  const last = release.measured.at(-1);
  return last ? last.at + release.plan.target.analysis.intervalMs : now;
}
