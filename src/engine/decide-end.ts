import { tidies } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import { flagTested, isTesting } from '../domain/ab-test.ts';
import type { Cause } from '../domain/cause.ts';
import type { ReleaseEvent } from '../domain/events.ts';
import { soakOf, undoAll, undoOf } from '../domain/plan.ts';
import type { CauseCode } from '../domain/reasons.ts';
import type { Hold, Phase, Release } from '../domain/release.ts';
import { hasBegun, isSoaking, stepIndex, waitsForContract } from '../domain/release-state.ts';
import type { Person } from '../domain/request.ts';
import { goesOnUnanswered } from '../domain/unanswered.ts';
import { goalSentence } from '../words/goal.ts';
import { byHand } from '../words/steps.ts';
import { append, type Decision, neverStarted } from './decision.ts';

type Queued = Extract<Phase, { kind: 'queued' }>;

/**
 * A gate may ask a person before the first step. What ends the release there ends it as what it is: nothing was changed,
 * so nothing is rolled back.
 */
export function endBeforeBegun(release: Release, now: number): Decision | null {
  if (hasBegun(release)) return null;
  const { hold } = release;
  const ended = endUnstarted(release, now);
  if (ended) return ended;
  if (hold && now >= hold.expiresAt) {
    return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason: hold.detail });
  }
  return isTooOld(release, now) ? append(neverStarted(now, tooOld)) : null;
}

/** Taken back by a person, or for a newer one, before anything was changed; null where it was not. */
export function endUnstarted({ abort, superseded }: Release, now: number): Decision | null {
  if (abort) {
    return append({ type: 'finished', at: now, outcome: 'withdrawn', by: abort.by, reason: abort.reason });
  }
  return superseded
    ? append({ type: 'finished', at: now, outcome: 'superseded', by: superseded.by, reason: null })
    : null;
}

/** Waits for its turn, though not for ever. */
export function decideQueued(release: Release, { expiresAt, behind, error }: Queued, now: number): Decision {
  const ended = endUnstarted(release, now);
  if (ended) return ended;
  const reason = error ?? `#${behind.number} of ${behind.version} is not over`;
  if (now >= expiresAt) return append({ type: 'finished', at: now, outcome: 'expired', by: null, reason });
  return { do: 'take-turn', expiresAt };
}

/**
 * The version is in, and only the contract of its migration is still to come: where a person does not want it, or nobody
 * answers, the release has succeeded without it.
 */
export function endInSoak(release: Release, now: number): Decision | null {
  if (!isSoaking(release)) return null;
  const { abort, hold } = release;
  const end = (by: Person | null, reason: string): Decision =>
    append({ type: 'finished', at: now, outcome: 'succeeded', by, reason });
  if (abort) return end(abort.by, abort.reason ?? 'the contract was left for later');
  if (!hold || now < hold.expiresAt) return null;
  const asked = hold.code === 'contract' ? 'nobody answered whether the contract may run' : hold.detail;
  return end(null, asked);
}

/** Everything that sends a running release back, the plainest first. */
export function rollbackReason(release: Release, now: number): Decision | null {
  const { abort, superseded, trouble, verdict, hold, plan } = release;
  if (abort) return append(aborted(release, now, abort));
  if (superseded) {
    const { number, version, by } = superseded;
    return rollback(release, now, 'superseded', { detail: `#${number} of ${version}`, by });
  }
  if (trouble) return rollback(release, now, 'trouble', { detail: trouble.detail, trouble });
  if (verdict?.kind === 'unhealthy') return rollback(release, now, 'unhealthy', { verdict });
  if (hold && now >= hold.expiresAt) return append(unanswered(release, now, hold));
  const tidying = tidies(plan.steps[stepIndex(release)]?.action);
  return !tidying && isTooOld(release, now) ? rollback(release, now, 'deadline', { detail: tooOld }) : null;
}

const tooOld = 'the release as a whole took too long';

function isTooOld({ startedAt, plan }: Release, now: number): boolean {
  return now >= (startedAt ?? now) + plan.target.limits.totalMs + soakOf(plan);
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

/**
 * An A/B test is over, and by its result, its plan or a person B has not come in.
 * @param detail what the comparison came to, in words; empty where nothing was compared
 * @param by who has ended it; null where nobody has
 */
export function oldStays(release: Release, now: number, detail: string, by: Person | null = null): ReleaseEvent {
  const flag = flagTested(release);
  return rollbackEvent(release, now, 'old-stays', { detail, by, ...(flag === null ? {} : { flag }) });
}

/** Whoever sends an A/B test back has chosen A: nothing has failed. */
function aborted(release: Release, now: number, { by, reason }: NonNullable<Release['abort']>): ReleaseEvent {
  if (!isTesting(release)) return rollbackEvent(release, now, 'aborted', { detail: reason ?? '', by });
  return oldStays(release, now, both(reason ?? '', goalSentence(release)), by);
}

/** Without an answer A stays, or what came back, as the question said. */
function unanswered(release: Release, now: number, { code, detail }: Hold): ReleaseEvent {
  if (code === 'which-stays') return oldStays(release, now, both('nobody said which stays', detail));
  if (goesOnUnanswered(release)) return { type: 'hold.closed', at: now, by: null, answer: 'go-on' };
  return rollbackEvent(release, now, 'hold-expired', { detail, verdict: release.verdict });
}

function both(...details: string[]): string {
  return details.filter((detail) => detail !== '').join('; ');
}

/** Somebody else has put another version in: theirs stays, and there is nothing of this one to take back. */
export function replaced(release: Release, now: number, detail: string): ReleaseEvent {
  return rollbackEvent(release, now, 'replaced', { detail });
}

/** The way back waits for what only a person can mend, and nobody has in time: they are told how it is done by hand. */
export function givenUp({ plan }: Release, now: number, action: Action, error: string): ReleaseEvent {
  const hand = byHand(action, plan);
  const how =
    hand && `by hand, in cluster ${plan.target.cluster}${hand.hint ? ` (${hand.hint})` : ''}: ${hand.command}`;
  const reason = how === null ? error : `${error}; ${how}`;
  return { type: 'finished', at: now, outcome: 'handed-over', by: null, reason };
}

type CauseFacts = Partial<Omit<Cause, 'code'>>;

function rollback(release: Release, now: number, code: CauseCode, facts: CauseFacts): Decision {
  return append(rollbackEvent(release, now, code, facts));
}

function rollbackEvent(release: Release, now: number, code: CauseCode, facts: CauseFacts): ReleaseEvent {
  return {
    type: 'rollback.started',
    at: now,
    cause: { code, detail: '', by: null, verdict: null, trouble: null, ...facts },
    undo: undoFor(release, code),
  };
}

const badVersion: readonly CauseCode[] = ['unhealthy', 'trouble'];

/** A version that turns out to be bad before its contract goes back as a whole: the database still has all that it needs. */
function undoFor(release: Release, code: CauseCode): Action[] {
  const { plan, done, step } = release;
  const started = done.length + (step ? 1 : 0);
  const whole = badVersion.includes(code) && waitsForContract(release);
  return whole ? undoAll({ steps: plan.steps.slice(0, started) }) : undoOf(plan, started, done.length);
}
