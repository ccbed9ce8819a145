import type { Evidence, ReleaseLog, Sight } from '../../chaos/evidence.ts';
import type { Entry } from '../../chaos/shapes.ts';

/** Evidence of a world in which nothing happened. */
export const nothing: Evidence = {
  logs: [],
  marks: [],
  approvers: [],
  sights: [],
  deliveries: [],
  troubles: [],
  bad: [],
  firstWrites: [],
  leftovers: [],
  running: [],
  ranFirst: [],
  objects: {},
  objectsFirst: {},
};

/** A log without gaps whose entries were seen at once. */
export function logOf(id: string, events: readonly Entry[]): ReleaseLog {
  return { id, events, ids: events.map((_, place) => `${place + 1}-0`), seen: events.map(({ at }) => at) };
}

/** A canary of two pods at rest, or as told. */
export function sight(at: number, more: Partial<Sight> = {}): Sight {
  const none = { wanted: 0, ready: 0 };
  const unled = { percent: 0, copies: 0, marked: false, candidates: [] };
  const rest = { routing: 'istio', full: 2, ...unled, stable: { wanted: 2, ready: 2 }, candidate: none } as const;
  return { place: 'web@production', at, ...rest, ...more };
}
