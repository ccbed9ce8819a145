import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { fold, foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { decide as decideBy } from '../../../src/engine/decide.ts';
import type { Decision } from '../../../src/engine/decision.ts';
import { figures, finding } from '../../support/figures.ts';
import { mika } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

/** When the release was asked for, approved and started, in milliseconds. */
export const start = Date.UTC(2026, 10, 20, 14, 5);
/** The plan that it follows. */
export const plan = examplePlan();
/** The times and limits of its target. */
export const { analysis, approval, limits } = plan.target;
/** The index of its first bake. */
export const bakeIndex = plan.steps.findIndex(({ action }) => action.kind === 'bake');

/** A verdict that lets it go on. */
export const healthy: Verdict = { kind: 'healthy', findings: [] };
const culprit = finding(figures(100, 9), figures(900, 2), 'bad');
/** A verdict that sends it back. */
export const unhealthy: Verdict = { kind: 'unhealthy', findings: [culprit], culprit };
/** No verdict for want of requests. */
export const few: Verdict = {
  kind: 'inconclusive',
  why: 'too-few-requests',
  findings: [],
  seen: 3,
  wanted: 50,
  detail: '',
};
/** No verdict for want of figures. */
export const blind: Verdict = {
  kind: 'inconclusive',
  why: 'no-data',
  findings: [],
  seen: 0,
  wanted: 50,
  detail: 'no pods',
};
/** No verdict, since both versions are over a limit. */
export const shared: Verdict = {
  kind: 'inconclusive',
  why: 'both-over-limit',
  findings: [finding(figures(100, 20), figures(900, 180), 'shared')],
  seen: 100,
  wanted: 50,
  detail: 'the error rate of both versions is over the limit',
};

const requested: ReleaseEvent = {
  type: 'requested',
  at: start,
  id: 'r7',
  number: 7,
  request: exampleRequest(),
  plan,
  digest: 'd',
  gates: [],
};
/** Its only approval, of one that is needed. */
export const approved: ReleaseEvent = { type: 'approved', at: start, by: mika, digest: 'd' };
const started: ReleaseEvent = { type: 'started', at: start };
/** A look at the metrics. */
export const measured = (at: number, verdict: Verdict): ReleaseEvent => ({
  type: 'measured',
  at,
  sample: { from: at - 1000, to: at, candidate: figures(10, 0), stable: figures(90, 0) },
  verdict,
});

/** The release after it was asked for and these events. */
export function release(...events: ReleaseEvent[]): Release {
  return foldLog([requested, ...events]);
}

/** Runs the plan's steps, all at once and well, until the step of this index has begun at `at`. */
export function atStep(index: number, at: number): Release {
  const events = plan.steps.slice(0, index).flatMap((_, done): ReleaseEvent[] => [
    { type: 'step.started', at, index: done },
    { type: 'step.done', at, index: done, note: '' },
  ]);
  return release(approved, started, ...events, { type: 'step.started', at, index });
}

/** The release after some more events. */
export const withEvents = (state: Release, ...events: ReleaseEvent[]): Release => events.reduce(fold, state);
/** What is decided where no gate is asked again. */
export const decide = (state: Release, now: number): Decision => decideBy(state, now, () => false);
/** The first event that is decided on at this time, or the decision where it is none. */
export const appended = (state: Release, now: number) => {
  const decision = decide(state, now);
  return decision.do === 'append' ? decision.events[0] : decision;
};
