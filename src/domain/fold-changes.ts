import { comparesBy, routeTo, takesRouteBack } from '../actions/facets.ts';
import type { Append } from './append.ts';
import { mustBeSeen } from './dry-run.ts';
import type { EventOf } from './events.ts';
import { exposedAtStart, flagAnswered, flagLeft } from './fold-flags.ts';
import { counted } from './goal.ts';
import type { Measured, Release, RunningStep } from './release.ts';
import { isBaking, isSoaking } from './release-state.ts';
import type { Reverted } from './reverted.ts';
import { answeredIn } from './route.ts';

/** Whoever has approved before has not seen it: where data may be lost, that does not count. */
export function aheadRead({ plan, approvals }: Release, { at, found }: EventOf<'ahead.read'>): Partial<Release> {
  return { ahead: { kind: 'read', at, found }, approvals: mustBeSeen(plan.target, found) ? [] : approvals };
}

/** From the moment a route is tried, the candidate may have the requests: what is shown errs on that side. */
export function percentAtStart(release: Release, index: number): Partial<Release> {
  const route = routeTo(release.plan.steps[index]?.action);
  if (route === null) return exposedAtStart(release, index);
  return { route, percent: answeredIn(route), window: [], blindSince: null, dividedAt: null };
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
  const restored = takesRouteBack(action) ? { route: null, percent: 0, window: [], dividedAt: null } : {};
  const divided = routeTo(action) === null ? {} : { dividedAt: event.at };
  const afresh = { step: null, waived: false, gatesWaived: false, lacking: null };
  // Of a set, each release is promoted by itself.
  const promoted = release.plan.train?.kind === 'set' ? { promoted: null } : {};
  return {
    ...afresh,
    ...promoted,
    done: [...release.done, record],
    ...restored,
    ...divided,
    ...flagLeft(release, event.flag),
  };
}

/** The window grows by the sample, or is void; a measurement that cannot tell makes blind, unless it is for want of requests. */
export function measured(release: Release, event: Measured, append: Append): Partial<Release> {
  const blind = event.verdict.kind === 'inconclusive' && event.verdict.why !== 'too-few-requests';
  const { window, measured: before } = event.voids ? withoutFigures(release) : release;
  return {
    ...goalAfter(release, event, append),
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

/** What was compared before was another thing. */
export function goalAtStart({ plan, goal }: Release, index: number): Pick<Release, 'goal'> {
  return goal && comparesBy(plan.steps[index]?.action) ? { goal: { pieces: [], missing: null } } : {};
}

/** Counters behind which several processes answer have told nothing of what was achieved either. */
function goalAfter({ goal }: Release, event: Measured, append: Append): Pick<Release, 'goal'> {
  const before = event.voids ? undefined : goal;
  if (event.goal) return { goal: counted(before, event.goal, append) };
  return event.voids && goal ? { goal: { pieces: [], missing: goal.missing } } : {};
}

/** What was undone is written again. A bake lasts as planned, without the time in which it may have had another share. */
export function reverted(release: Release, event: EventOf<'write.reverted'>): Partial<Release> {
  const { step } = release;
  const times = (release.reverted?.times ?? 0) + 1;
  const longer = step && { ...step, startedAt: Math.min(event.at, step.startedAt + event.lostMs) };
  return {
    reverted: { ...event.reverted, times },
    ...(isBaking(release) ? { step: longer } : {}),
    ...(writesRoute(event.reverted) ? { dividedAt: event.at } : {}),
  };
}

function writesRoute({ what }: Reverted): boolean {
  return what === 'share' || what === 'route';
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
        // That a flag may stay as somebody has left it is no word on what is taken away from a database.
        waived: !isSoaking(release) || release.hold?.code === 'contract',
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

/** A Job's end stands with its beginning, where the log has that. */
export function jobEnded({ begun }: Release, { uid, succeeded }: EventOf<'job.ended'>): Partial<Release> {
  return begun ? { begun: begun.map((each) => (each.uid === uid ? { ...each, succeeded } : each)) } : {};
}

/** The newest answer stands with the question. */
export function webhookAnswered({ calls }: Release, event: EventOf<'webhook.answered'>): Partial<Release> {
  const { type: _type, at, phase, ...answer } = event;
  return { calls: { ...calls, [phase]: { askedAt: calls?.[phase]?.askedAt ?? at, answer } } };
}

/** A release of the train stands where it stood before, otherwise than before. */
export function childChanged({ children = [] }: Release, { child }: EventOf<'child.changed'>): Partial<Release> {
  const at = children.findIndex(({ id }) => id === child.id);
  return { children: at < 0 ? [...children, child] : children.with(at, child) };
}
