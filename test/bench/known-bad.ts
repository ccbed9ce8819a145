import type { ReleaseEvent } from '../../src/domain/events.ts';

/** From this event on it is known that a version is bad: by a verdict, or by what its pods show. */
export function saysBad(event: ReleaseEvent): boolean {
  return event.type === 'trouble.seen' || (event.type === 'measured' && event.verdict.kind === 'unhealthy');
}
