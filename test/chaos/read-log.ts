import type { ReleaseLog } from './evidence.ts';
import type { EntryOf } from './shapes.ts';

/** The request that a log begins with. */
export function requestOf({ events }: ReleaseLog): EntryOf<'requested'> | undefined {
  return events[0]?.type === 'requested' ? events[0] : undefined;
}

/** The plan that people decided on: of one that has waited for its turn, the one of that moment. */
export function planIn({ events }: ReleaseLog): Pick<EntryOf<'requested'>, 'plan' | 'digest'> | undefined {
  return events.findLast((event) => event.type === 'requested' || event.type === 'planned');
}

/** `service@environment`; empty for a log without its request, and for a train, which changes nothing by itself. */
export function placeIn(log: ReleaseLog): string {
  const asked = requestOf(log);
  return asked && !asked.plan.train ? `${asked.request.service}@${asked.request.environment}` : '';
}

export function endOf({ events }: ReleaseLog): EntryOf<'finished'> | undefined {
  return events.find((event) => event.type === 'finished');
}

/** How long it had its place, in ms since the epoch: from its turn on, where it has waited; an open one goes on for ever. */
export function spanIn(log: ReleaseLog): { from: number; to: number } {
  const waited = log.events.some(({ type }) => type === 'queued');
  const begun = log.events.find(({ type }) => type === (waited ? 'planned' : 'requested'));
  return { from: begun?.at ?? Number.POSITIVE_INFINITY, to: endOf(log)?.at ?? Number.POSITIVE_INFINITY };
}
