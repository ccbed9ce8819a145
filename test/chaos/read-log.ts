import type { ReleaseLog } from './evidence.ts';
import type { EntryOf } from './shapes.ts';

/** The request that a log begins with. */
export function requestOf({ events }: ReleaseLog): EntryOf<'requested'> | undefined {
  return events[0]?.type === 'requested' ? events[0] : undefined;
}

/** `service@environment`; empty for a log without its request. */
export function placeIn(log: ReleaseLog): string {
  const request = requestOf(log)?.request;
  return request ? `${request.service}@${request.environment}` : '';
}

export function endOf({ events }: ReleaseLog): EntryOf<'finished'> | undefined {
  return events.find((event) => event.type === 'finished');
}

/** Its time, in ms since the epoch; an open one goes on for ever. */
export function spanIn(log: ReleaseLog): { from: number; to: number } {
  return { from: requestOf(log)?.at ?? Number.POSITIVE_INFINITY, to: endOf(log)?.at ?? Number.POSITIVE_INFINITY };
}
