import type { Evidence } from './evidence.ts';
import { stallKind } from './stalls.ts';

/** How long Slack waits for an acknowledgement (ms). */
const ackMs = 3_000;
/** What keeps the bot from hearing, until it is connected again. */
const deafening = ['kill bot', 'slack cut', 'slack outage', stallKind];

/** What people typed or pressed and nobody acknowledged, with no trouble on the way to the bot then, or just before. */
export function unanswered({ deliveries, troubles }: Evidence): string[] {
  const deaf = troubles.filter(({ kind }) => deafening.includes(kind));
  return deliveries
    .filter(({ failed }) => failed !== null)
    .filter(({ at }) => !deaf.some(({ from, to }) => from <= at + ackMs && to + ackMs >= at))
    .map(({ at, what, failed }) => `${what} at ${at}: ${failed}`);
}
