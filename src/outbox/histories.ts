import type { ReleaseEvent } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import type { FoldedLog } from '../messages/thread/thread.ts';
import { type Transition, transitionsAfter } from '../messages/thread/transitions.ts';
import { latest } from '../platform/latest.ts';

interface Known {
  transitions: Transition[];
  last: Release;
  /** Text of the last event that was folded. */
  text: string;
}

export interface Histories {
  /** The log with what it folds to. Throws where it does not begin with its request. */
  of(id: string, events: readonly ReleaseEvent[]): FoldedLog;
  forget(id: string): void;
}

const remembered = 1000;

/** Folds each log once: of a log that was read before, only what is new. */
export function createHistories(): Histories {
  const known = latest<Known>(remembered);
  return {
    of(id, events) {
      const history = goOn(known.get(id), events);
      known.set(id, history);
      return { events, transitions: history.transitions, last: history.last };
    },
    forget: (id) => void known.delete(id),
  };
}

function goOn(before: Known | undefined, events: readonly ReleaseEvent[]): Known {
  const same = before && textOf(events[before.last.version - 1]) === before.text;
  if (same && events.length === before.last.version) return before;
  const from = same ? before : { transitions: [], last: foldLog(events.slice(0, 1)) };
  const { transitions, release } = transitionsAfter(from.last, events.slice(from.last.version));
  return { transitions: [...from.transitions, ...transitions], last: release, text: textOf(events.at(-1)) };
}

function textOf(event: ReleaseEvent | undefined): string {
  return JSON.stringify(event) ?? '';
}
