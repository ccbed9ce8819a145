import { watchMs, worksMeanwhile } from '../actions/facets.ts';
import { approvalExpiresAt, isApproved, waitsSince } from '../domain/approval.ts';
import type { CauseCode, HoldCode, Outcome } from '../domain/reasons.ts';
import type { Hold, Release } from '../domain/release.ts';
import {
  isAboutToStart,
  isBaking,
  isIdle,
  isKept,
  isStill,
  isWatched,
  measureEveryMs,
  stepIndex,
} from '../domain/release-state.ts';
import { decideAhead } from './decide-ahead.ts';
import { decideBake } from './decide-bake.ts';
import { decideQueued, endBeforeBegun, endInSoak, endUnstarted, rollbackReason } from './decide-end.ts';
import { type Asks, asksOn, betweenApprovals, passesNow, throughGates } from './decide-gates.ts';
import { decideShare, flowsAgain } from './decide-share.ts';
import { append, type Decision, openHold } from './decision.ts';

/**
 * @param now milliseconds since the epoch
 * @param asks whether any gate wants to be asked at a point
 */
export function decide(release: Release, now: number, asks: Asks): Decision {
  switch (release.phase.kind) {
    case 'queued':
      return decideQueued(release, release.phase, now);
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
        outcome: endOfRollback(release, release.phase.cause.code),
        by: release.phase.cause.by,
        reason: release.phase.cause.detail,
      });
    }
    case 'ended':
      return { do: 'nothing' };
  }
}

function endOfRollback(release: Release, cause: CauseCode): Outcome {
  if (isKept(release) && !release.plan.flag) return 'kept';
  return cause === 'superseded' ? 'superseded' : 'rolled-back';
}

function decideApproval(release: Release, now: number, asks: Asks): Decision {
  const ended = endUnstarted(release, now);
  if (ended) return ended;
  const ahead = decideAhead(release, now);
  if (ahead) return ahead;
  if (isApproved(release)) return throughGates(release, now, 'start', asks, () => append({ type: 'started', at: now }));
  const blocked = betweenApprovals(release, now, asks);
  if (blocked) return blocked;
  const expiresAt = approvalExpiresAt(release);
  if (now >= expiresAt) return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason: null });
  const remindAt = waitsSince(release) + release.plan.target.approval.remindMs;
  if (release.remindedAt !== null || remindAt >= expiresAt) return { do: 'wait', until: expiresAt };
  return now >= remindAt ? append({ type: 'approval.reminded', at: now }) : { do: 'wait', until: remindAt };
}

function decideRunning(release: Release, now: number, asks: Asks): Decision {
  return (
    endBeforeBegun(release, now) ??
    endInSoak(release, now) ??
    rollbackReason(release, now) ??
    decideHold(release, now) ??
    decideShare(release, now) ??
    decideMeasurement(release, now) ??
    decidePause(release, now) ??
    decideStep(release, now, asks)
  );
}

function decideHold(release: Release, now: number): Decision | null {
  if (!release.hold) return null;
  if (isAnswered(release, release.hold)) return append({ type: 'hold.closed', at: now, by: null, answer: 'resolved' });
  if (measurementDue(release, now)) return { do: 'measure' };
  const when = asksOn(release);
  return when === null
    ? { do: 'wait', until: Math.min(release.hold.expiresAt, nextMeasurement(release, now)) }
    : { do: 'ask-gates', when };
}

/** Questions that good figures do not answer. */
const notOfFigures: readonly HoldCode[] = [
  'pause-expired',
  'gate',
  'reverted',
  'flag-changed',
  'which-stays',
  'switch',
  'destructive',
  'job-lost',
  'contract',
];

/** Questions that have no answer, and need none, where nothing runs. */
const forWantOfFigures: readonly HoldCode[] = ['no-data', 'query-failed', 'too-few-requests'];

/** By the figures themselves: a bake wants good ones, any other step only has to be watched again. */
function isAnswered(release: Release, hold: Hold): boolean {
  if (hold.code === 'other-share') return flowsAgain(release, hold);
  if (hold.code === 'gate') return passesNow(release);
  if (notOfFigures.includes(hold.code)) return false;
  if (isIdle(release) && forWantOfFigures.includes(hold.code)) return true;
  return release.verdict?.kind === 'healthy' || (!isBaking(release) && blindness(release) === null);
}

/** Measuring goes on all along, whatever else the release is doing. */
function decideMeasurement(release: Release, now: number): Decision | null {
  if (measurementDue(release, now)) return { do: 'measure' };
  if (release.waived || release.promoted || !isWatched(release)) return null;
  const blind = blindness(release);
  const due = blind && now >= blind.since + release.plan.target.analysis.patienceMs;
  return due ? openHold(release, now, blind.why, blind.detail) : null;
}

/**
 * Why nothing is known of a new version that serves, and since when in this step (ms since the epoch). Before it
 * serves, there is nothing to know: its pods have their step's deadline.
 */
function blindness(release: Release) {
  if (isIdle(release)) return null;
  const { verdict, blindSince, step, route } = release;
  const serves = route !== null || isBaking(release);
  if (!serves || blindSince === null || verdict?.kind !== 'inconclusive') return null;
  return { why: verdict.why, detail: verdict.detail, since: Math.max(blindSince, step?.startedAt ?? blindSince) };
}

function decidePause(release: Release, now: number): Decision | null {
  if (!release.paused) return null;
  const until = release.paused.at + release.plan.target.limits.pauseMs;
  // What would be started is not: its step looks whether it is there already, and waits.
  if (!isStill(release))
    return now >= until && isAboutToStart(release) ? openHold(release, now, 'pause-expired', '') : null;
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
  const { action } = step;
  if (forMs === null) return { do: 'run', action };
  const next = decideBake(release, release.step, forMs, { now, nextMeasurement: nextMeasurement(release, now), asks });
  return next.do === 'wait' && worksMeanwhile(action) ? { do: 'run', action } : next;
}

function measurementDue(release: Release, now: number): boolean {
  return isWatched(release) && now >= nextMeasurement(release, now);
}

/** When the next measurement is due (ms since epoch); Infinity while nothing is watched. */
function nextMeasurement(release: Release, now: number): number {
  if (!isWatched(release)) return Number.POSITIVE_INFINITY;
  const last = release.measured.at(-1);
  return last ? last.at + measureEveryMs(release) : now;
}
