import { givesTrafficBack, sentToCandidate } from '../actions/facets.ts';
import type { EventOf } from './events.ts';
import { afterUndo, exposedAtStart, flagAnswered, flagLeft } from './fold-flags.ts';
import { isBaking, type Measured, type Release, type RunningStep } from './release.ts';

/** Gives the list with one more: a longer copy, or the list itself, grown. */
export type Append = <T>(list: T[], item: T) => T[];

/** From the moment a shift is tried, the candidate may have the traffic: what is shown errs on that side. */
export function percentAtStart(release: Release, index: number): Partial<Release> {
  const percent = sentToCandidate(release.plan.steps[index]?.action);
  return percent === null ? exposedAtStart(release, index) : { percent, window: [], blindSince: null, dividedAt: null };
}

/** What a step is tried again for; a cluster that answers otherwise in between begins to refuse anew. */
export function retrying(step: RunningStep, { at, error, refused }: EventOf<'step.retrying'>): RunningStep {
  return { ...step, error, refusedAt: refused ? (step.refusedAt ?? at) : null };
}

/** The step that ran is on record; where it gave the traffic back, the candidate has none. */
export function stepDone(release: Release, event: EventOf<'step.done'>): Partial<Release> {
  const record = {
    index: event.index,
    startedAt: release.step?.startedAt ?? event.at,
    endedAt: event.at,
    note: event.note,
  };
  const action = release.plan.steps[event.index]?.action;
  const restored = givesTrafficBack(action) ? { percent: 0, window: [], dividedAt: null } : {};
  const divided = sentToCandidate(action) === null ? {} : { dividedAt: event.at };
  const afresh = { step: null, waived: false, gatesWaived: false, lacking: null };
  return { ...afresh, done: [...release.done, record], ...restored, ...divided, ...flagLeft(release, event.flag) };
}

/** The window grows by the sample, or is void; a measurement that cannot tell makes blind, unless it is for want of requests. */
export function measured(release: Release, event: Measured, append: Append): Partial<Release> {
  const blind = event.verdict.kind === 'inconclusive' && event.verdict.why !== 'too-few-requests';
  const { window, measured: before } = event.voids ? withoutFigures(release) : release;
  return {
    window: event.sample ? append(window, event) : window,
    measured: append(before, event),
    verdict: event.verdict,
    blindSince: blind ? (release.blindSince ?? event.at) : null,
  };
}

/** What was judged by figures that were none remains on record, and the figures do not. */
function withoutFigures({ measured: before }: Release): Pick<Release, 'window' | 'measured'> {
  return { window: [], measured: before.map((one) => (one.sample ? { ...one, sample: null } : one)) };
}

/** What was undone is written again. A bake lasts as planned, without the time in which it may have had another share. */
export function reverted(release: Release, event: EventOf<'write.reverted'>): Partial<Release> {
  const { step } = release;
  const times = (release.reverted?.times ?? 0) + 1;
  const longer = step && { ...step, startedAt: Math.min(event.at, step.startedAt + event.lostMs) };
  return {
    reverted: { ...event.reverted, times },
    ...(isBaking(release) ? { step: longer } : {}),
    ...(event.reverted.what === 'share' ? { dividedAt: event.at } : {}),
  };
}

/** The newest answers stand beside those of gates that were not asked again. */
export function gatesChecked(release: Release, event: EventOf<'gates.checked'>): Partial<Release> {
  const { at, when, index, answers } = event;
  const before = release.gateCheck;
  const since = before?.when === when && before.index === index ? before.since : at;
  const newest = release.gates.map((old) => answers.find(({ gate }) => gate === old.gate) ?? old);
  const others = answers.filter(({ gate }) => !release.gates.some((old) => old.gate === gate));
  return { gateCheck: { when, index, at, since, answers }, gates: [...newest, ...others] };
}

/**
 * The answer to a hold: watch again, go on in spite of what was asked about, or nothing more to ask. The requester may go on
 * in spite of figures, and not of a gate: so that says nothing about the gates.
 */
export function holdClosed(release: Release, event: EventOf<'hold.closed'>): Partial<Release> {
  return { ...answered(release, event), ...flagAnswered(release, event.answer) };
}

function answered(release: Release, event: EventOf<'hold.closed'>): Partial<Release> {
  switch (event.answer) {
    case 'wait':
      // Waiting again starts the bake's clock afresh, so that "10 more minutes" are 10 more minutes.
      return {
        hold: null,
        blindSince: null,
        reverted: null,
        gateCheck: null,
        waived: false,
        gatesWaived: false,
        step: release.step && { ...release.step, startedAt: event.at },
      };
    case 'go-on':
      return {
        hold: null,
        blindSince: null,
        waived: true,
        gatesWaived: release.gatesWaived || release.hold?.code === 'gate',
        step: resumed(release, event.at),
      };
    case 'resolved':
      return release.hold?.code === 'other-share'
        ? dividedAgain(release, event.at)
        : { hold: null, step: resumed(release, event.at) };
  }
}

/** From now on the share flows that was written: what came before says nothing of it, and a bake without it did not count. */
function dividedAgain({ step }: Release, at: number): Partial<Release> {
  return { hold: null, dividedAt: at, step: step && { ...step, startedAt: at } };
}

/** Nobody tried the step while the question was open: it has all of its time again. A bake goes by what was measured. */
function resumed(release: Release, at: number): Release['step'] {
  const { step } = release;
  return step && !isBaking(release) ? { ...step, startedAt: at } : step;
}

/** The way back, from its first action on. */
export function rollbackStarted(event: EventOf<'rollback.started'>): Partial<Release> {
  const { at, cause, undo } = event;
  return {
    phase: { kind: 'rolling-back', cause, undo, next: 0, since: at, nextSince: at, error: null },
    hold: null,
    paused: null,
  };
}

/** One action of the way back is done; where it gave the traffic back, the candidate has none. */
export function undoDone(release: Release, event: EventOf<'undo.done'>): Partial<Release> {
  if (release.phase.kind !== 'rolling-back') return {};
  const gone = givesTrafficBack(release.phase.undo[event.index]) ? { percent: 0 } : {};
  return {
    phase: afterUndo(release.phase, event, 'done'),
    acknowledged: null,
    ...gone,
    ...flagLeft(release, event.flag),
  };
}

/** The next one comes first. */
export function undoDeferred(release: Release, event: EventOf<'undo.deferred'>): Partial<Release> {
  return release.phase.kind === 'rolling-back' ? { phase: afterUndo(release.phase, event, 'deferred') } : {};
}

/** The end. Only who hands a release over leaves the candidate with its share. */
export function finished(release: Release, event: EventOf<'finished'>): Partial<Release> {
  const cause = release.phase.kind === 'rolling-back' ? release.phase.cause : null;
  return {
    phase: { kind: 'ended', outcome: event.outcome, at: event.at, by: event.by, reason: event.reason, cause },
    step: null,
    hold: null,
    paused: null,
    percent: event.outcome === 'handed-over' ? release.percent : 0,
  };
}
