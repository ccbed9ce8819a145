import { flagMove } from '../actions/facets.ts';
import type { ReleaseEvent } from '../domain/events.ts';
import { canonicalJson } from '../domain/json.ts';
import type { Release } from '../domain/release.ts';
import { measureEveryMs } from '../domain/release-state.ts';
import type { Reverted } from '../domain/reverted.ts';
import type { Child } from '../domain/train.ts';
import type { HookAnswered, StepOutcome } from '../steps/step.ts';
import { givenUp, overdue, replaced, stepFailed } from './decide-end.ts';
import { mostReverts } from './decide-share.ts';
import { type Decision, hold } from './decision.ts';
import { flagChanged } from './flags.ts';
import type { RunContext } from './perform.ts';
import { type Round, save, wait } from './round.ts';

/** What a try of a step, or of an action of the way back, leads to. */
export async function afterTry(
  context: RunContext,
  release: Release,
  decision: Extract<Decision, { do: 'run' | 'undo' }>,
  outcome: StepOutcome,
): Promise<Round> {
  const undoing = decision.do === 'undo';
  const now = context.deps.clock.now();
  const index = undoing ? decision.index : (release.step?.index ?? 0);
  const { begun, ended, asks, answered, children = [] } = outcome;
  // Written before it is started: whoever comes after a crash must know that it may have run.
  if (begun) return save(context, release, [{ type: 'job.begun', at: now, ...begun }]);
  if (asks) return save(context, release, [{ type: 'webhook.asked', at: now, phase: asks }]);
  if (answered && isNews(release, answered)) {
    const told = await save(context, release, [{ type: 'webhook.answered', at: now, ...answered }]);
    return told.kind === 'folded' ? afterTry(context, told.release, decision, outcome) : told;
  }
  const changed: ReleaseEvent[] = children
    .filter((child) => isOtherChild(release, child))
    .map((child) => ({ type: 'child.changed', at: now, child }));
  // What ends the step is written with it: a train costs one turn and one message less for each of its releases.
  if (changed.length > 0 && outcome.kind !== 'done') {
    const told = await save(context, release, changed);
    return told.kind === 'folded' ? afterTry(context, told.release, decision, outcome) : told;
  }
  if (ended && !release.jobs.includes(ended.uid)) {
    const told = await save(context, release, [{ type: 'job.ended', at: now, ...ended }]);
    return told.kind === 'folded' ? afterTry(context, told.release, decision, outcome) : told;
  }
  switch (outcome.kind) {
    case 'done':
      return save(context, release, [
        ...changed,
        {
          type: undoing ? 'undo.done' : 'step.done',
          at: now,
          index,
          note: outcome.note,
          ...(outcome.flag && { flag: outcome.flag }),
        },
      ]);
    case 'flag-changed':
      return save(context, release, flagChanged(release, { at: now, index, ...outcome }));
    case 'wait':
    case 'retry': {
      const news = outcome.kind === 'wait' ? newlyReverted(release, outcome.reverted, index, now) : null;
      if (news) return pausing(await save(context, release, [news]), now + outcome.ms);
      const late = undoing ? null : overdue(release, now, outcome.kind === 'retry' ? outcome.error : null);
      if (late) return save(context, release, [late]);
      const deferred = outcome.kind === 'retry' ? putOff(release, decision, outcome.error, now) : null;
      if (deferred) return save(context, release, [deferred]);
      if (undoing && outcome.kind === 'retry' && now >= (outcome.until ?? Number.POSITIVE_INFINITY)) {
        return save(context, release, [givenUp(release, now, decision.action, outcome.error)]);
      }
      if (outcome.kind === 'retry') return noteRetry(context, release, { undoing, index, ...outcome });
      return wait(release, undoing ? now + outcome.ms : beforeNextMeasurement(context, release, now + outcome.ms));
    }
    case 'ask':
      return save(context, release, [hold(release, now, outcome.code, outcome.detail)]);
    case 'fail':
      if (undoing) return noteRetry(context, release, { undoing, index, error: outcome.detail, ms: 5000 });
      if (outcome.trouble) return save(context, release, [{ type: 'trouble.seen', at: now, trouble: outcome.trouble }]);
      return save(context, release, [(outcome.replaced ? replaced : stepFailed)(release, now, outcome.detail)]);
  }
}

function isNews({ calls }: Release, { phase, ...answer }: HookAnswered): boolean {
  return canonicalJson(calls?.[phase]?.answer ?? null) !== canonicalJson(answer);
}

function isOtherChild({ children = [] }: Release, child: Child): boolean {
  const known = children.find(({ id }) => id === child.id);
  return canonicalJson(known ?? null) !== canonicalJson(child);
}

/**
 * What is no object of the cluster, on the way back, keeps nothing else waiting while it cannot be done: it comes last, and
 * is tried on then.
 */
function putOff(
  { phase }: Release,
  decision: Extract<Decision, { do: 'run' | 'undo' }>,
  error: string,
  at: number,
): ReleaseEvent | null {
  if (phase.kind !== 'rolling-back' || decision.do !== 'undo' || flagMove(decision.action) === null) return null;
  const { deferred = [], undo } = phase;
  const isLast = deferred.includes(decision.index) || decision.index === undo.length - 1;
  return isLast ? null : { type: 'undo.deferred', at, index: decision.index, error };
}

/** The step is not tried again in the same breath: whoever undoes it shall be seen to. */
function pausing(saved: Round, until: number): Round {
  return saved.kind === 'folded' ? wait(saved.release, until) : saved;
}

/** Told as often as it takes to ask a person; where they let it go on, the log does not grow by it. */
function newlyReverted(
  release: Release,
  reverted: Reverted | undefined,
  index: number,
  at: number,
): ReleaseEvent | null {
  if (!reverted || (release.reverted?.times ?? 0) >= mostReverts) return null;
  return { type: 'write.reverted', at, index, reverted, lostMs: 0 };
}

/** A step that waits for the cluster must not keep the judge from looking. */
export function beforeNextMeasurement({ lastMeasurement }: RunContext, release: Release, until: number): number {
  const last = lastMeasurement.latest ?? release.measured.at(-1);
  const watched = release.step && release.plan.steps[release.step.index]?.watched;
  return watched && last ? Math.min(until, last.at + measureEveryMs(release)) : until;
}

type Retry = Omit<Extract<StepOutcome, { kind: 'retry' }>, 'kind'> & { undoing: boolean; index: number };

/** The same error is written once, however often it comes back. */
async function noteRetry(context: RunContext, release: Release, retry: Retry): Promise<Round> {
  const { undoing, index, error, ms, refused } = retry;
  const at = context.deps.clock.now();
  const known = release.phase.kind === 'rolling-back' ? release.phase.error : release.step?.error;
  if (known === error) return wait(release, at + ms);
  const event: ReleaseEvent = undoing
    ? { type: 'undo.retrying', at, index, error }
    : { type: 'step.retrying', at, index, error, ...(refused && { refused }) };
  const saved = await save(context, release, [event]);
  return saved.kind === 'folded' ? wait(saved.release, at + ms) : saved;
}
