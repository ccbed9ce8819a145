import type { Entry } from './shapes.ts';

/** What is out of order in one log: steps one after the other, each once; undo likewise, after its start. */
export function orderOf(events: readonly Entry[]): string[] {
  const wrong: string[] = events[0]?.type === 'requested' ? [] : ['the log does not begin with its request'];
  let begun = -1;
  let finished = -1;
  let undone: number | null = null;
  const deferred = new Set<number>();
  for (const [place, event] of events.entries()) {
    const bad = (why: string) => wrong.push(`entry ${place}: ${why} in ${typesOf(events)}`);
    if (event.type === 'requested' && place > 0) bad('a second request');
    if (event.type === 'step.started') {
      if (undone !== null) bad('a step after the rollback began');
      if (event.index !== begun + 1 || finished !== begun) bad(`step ${event.index} began after ${begun}`);
      begun = event.index;
    }
    if (event.type === 'step.done') {
      if (event.index !== begun || finished >= event.index) bad(`step ${event.index} done, last begun ${begun}`);
      finished = event.index;
    }
    if (event.type === 'rollback.started') {
      if (undone !== null) bad('a second rollback');
      undone = -1;
    }
    if (event.type === 'undo.done') {
      if (deferred.delete(event.index)) continue;
      if (undone === null || event.index !== undone + 1) bad(`undo ${event.index} after ${undone}`);
      undone = event.index;
    }
    if (event.type === 'undo.deferred') {
      deferred.add(event.index);
      undone = event.index;
    }
  }
  return wrong;
}

/** The log in short. */
export function typesOf(events: readonly Entry[]): string {
  return events.map((event) => ('index' in event ? `${event.type}:${event.index}` : event.type)).join(' ');
}

/** Where the ids of the entries are not 1-0, 2-0, 3-0 …: something was lost, or written past the log's own script. */
export function gapsOf(ids: readonly string[]): string[] {
  return ids.flatMap((id, place) => (id === `${place + 1}-0` ? [] : [`entry ${place} has the id ${id}`]));
}
