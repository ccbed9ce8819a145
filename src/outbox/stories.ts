import { LRUCache } from 'lru-cache';
import type { ReleaseEvent } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { type Moment, momentsAfter } from '../messages/thread/moments.ts';
import type { Story } from '../messages/thread/thread.ts';

interface Known {
  moments: Moment[];
  last: Release;
  /** Text of the last event that was folded. */
  text: string;
}

export interface Stories {
  /** The log with what it folds to. Throws where it does not begin with its request. */
  of(id: string, events: readonly ReleaseEvent[]): Story;
  forget(id: string): void;
}

const remembered = 1000;

/** Folds each log once: of a log that was read before, only what is new. */
export function createStories(): Stories {
  const known = new LRUCache<string, Known>({ max: remembered });
  return {
    of(id, events) {
      const story = goOn(known.get(id), events);
      known.set(id, story);
      return { events, moments: story.moments, last: story.last };
    },
    forget: (id) => void known.delete(id),
  };
}

function goOn(before: Known | undefined, events: readonly ReleaseEvent[]): Known {
  const same = before && textOf(events[before.last.version - 1]) === before.text;
  if (same && events.length === before.last.version) return before;
  const from = same ? before : { moments: [], last: foldLog(events.slice(0, 1)) };
  const { moments, release } = momentsAfter(from.last, events.slice(from.last.version));
  return { moments: [...from.moments, ...moments], last: release, text: textOf(events.at(-1)) };
}

function textOf(event: ReleaseEvent | undefined): string {
  return JSON.stringify(event) ?? '';
}
