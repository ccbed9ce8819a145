import type { Action } from '../actions/index.ts';
import type { ReleaseEvent } from '../domain/events.ts';
import type { GateMoment } from '../domain/gate.ts';
import type { HoldCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';

/** The next thing to do for a release, as data: nothing is done here. */
export type Decision =
  | { do: 'append'; events: ReleaseEvent[] }
  | { do: 'run'; action: Action }
  | { do: 'undo'; action: Action; index: number }
  /** Before anybody may approve: it changes nothing. */
  | { do: 'look-ahead'; action: Action }
  /** Its plan is made where its turn has come; else it goes on waiting. */
  | { do: 'take-turn'; expiresAt: number }
  | { do: 'measure' }
  | { do: 'ask-gates'; when: GateMoment }
  | { do: 'wait'; until: number }
  | { do: 'nothing' };

export function append(...events: ReleaseEvent[]): Decision {
  return { do: 'append', events };
}

/** It ends before it has begun, by no person. */
export function neverStarted(at: number, reason: string): ReleaseEvent {
  return { type: 'finished', at, outcome: 'withdrawn', by: null, reason };
}

export function hold(release: Release, now: number, code: HoldCode, detail: string): ReleaseEvent {
  return { type: 'hold.opened', at: now, code, detail, expiresAt: now + release.plan.target.limits.holdMs };
}

/** Ask a person; without an answer the release goes back. */
export function openHold(release: Release, now: number, code: HoldCode, detail: string): Decision {
  return append(hold(release, now, code, detail));
}
