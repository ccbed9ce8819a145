import type { Child } from '../domain/train.ts';
import type { StepOutcome } from './step.ts';

/** A place of a train, and which way a release of it goes there. */
export interface Wanted {
  service: string;
  environment: string;
  version: string;
  /** It takes a release there back, of this train or of the one that this takes back: which version that is, the log says. */
  backwards: boolean;
  /** It asks for no approval of its own where a place of its environment was approved before in this train. */
  approvedBefore?: boolean | undefined;
}

/** What became of the wish for a release. */
export type Asked =
  /** It is there, from now or from before. */
  | { kind: 'there'; child: Child }
  /** The place is as it would be after it. */
  | { kind: 'needless' }
  /** It was to go back, and somebody has released there since: that stays. */
  | { kind: 'left'; detail: string }
  /** It may be possible a little later. */
  | { kind: 'later'; detail: string }
  /** It will not be: why, and what to do about it. */
  | { kind: 'refused'; detail: string };

/** Whether the version that a train has brought in still stands: what is `unsure` is neither well nor somebody else's doing. */
export type Standing = { kind: 'well' } | { kind: 'replaced' | 'unsure'; detail: string };

/** The releases of one train, as the use cases of people know them. Every write is fenced by the train's own lease. */
export interface Children {
  /** Those that the train has noted, in the order in which they began, as it has last seen them. */
  begun: readonly Child[];
  /** The newest release of the train in that place; null where there is none. */
  find(wanted: Wanted): Promise<Child | null>;
  /** Asks for it as a person would. What was asked for before is never asked for twice. */
  ask(wanted: Wanted, askedAt: number): Promise<Asked>;
  /** Sends it back, or withdraws it; nothing where that has been asked before. */
  abort(id: string): Promise<void>;
  /** How the version stands there now. */
  standing(wanted: Wanted): Promise<Standing>;
}

/** Whoever changes a release wakes its train; this is for a wake-up that was lost (ms). */
export const lookAgainMs = 10_000;

export function waitFor(child: Child, what: string): StepOutcome {
  return { kind: 'wait', ms: lookAgainMs, what, children: [child] };
}
