import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { GateMoment, GatePoint, GateResult } from '../../../src/domain/gate.ts';
import type { Release } from '../../../src/domain/release.ts';
import { decide } from '../../../src/engine/decide.ts';

const answer = (answer: GateResult['answer']): GateResult => ({
  gate: 'incident',
  answer,
  code: answer === 'pass' ? 'ok' : 'not-promoted',
  label: 'incident',
  detail: answer === 'pass' ? '' : 'INC-7 is open',
});
/** What a gate has said. */
export const checked = (when: GateMoment, at: number, said: GateResult['answer'], index = 0): ReleaseEvent => ({
  type: 'gates.checked',
  at,
  when,
  index,
  answers: [answer(said)],
});
/** Gates that want to be asked at these points. */
export const askedAt =
  (...wanted: GatePoint[]) =>
  (points: readonly GatePoint[]) =>
    points.some((point) => wanted.includes(point));
/** The first event that is decided on where gates want to be asked at these points, or the decision where it is none. */
export const first = (state: Release, now: number, ...wanted: GatePoint[]) => {
  const decision = decide(state, now, askedAt(...wanted));
  return decision.do === 'append' ? decision.events[0] : decision;
};
