import { SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import { leaveAsItIs, say } from './deliver.ts';
import { moveOut } from './direct-messages.ts';
import { ours } from './lease.ts';
import { cardKey, copyKey, type Item } from './order.ts';
import type { Delivery } from './outbox.ts';

/** `again`: when it is to be tried again (ms since epoch), or null. `stop`: nothing else can be said under this lease. */
export interface DeliveryResult {
  kind: 'next' | 'stop';
  again: number | null;
}

/** Says one message and deals with what Slack has against it. Throws `LeaseLost`. */
export async function deliverOne(delivery: Delivery, item: Item): Promise<DeliveryResult> {
  const until = waitsUntil(delivery, item.key);
  if (until !== null) return next(until);
  try {
    return next(await say(delivery, item));
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return answerTo(delivery, item, error).catch((second: unknown) => {
      if (!(second instanceof SlackError)) throw second;
      return hindered(delivery, item, second);
    });
  }
}

/**
 * Until when a message that Slack has refused is left alone (ms since epoch), or null. News of its release, and the sweep
 * that sees to what is untold, come more often than that; and whichever worker has the next lease keeps to it.
 */
export function waitsUntil(
  { outbox, memory }: Pick<Delivery, 'memory'> & { outbox: Pausing },
  key: string,
): number | null {
  const at = memory.refused.get(key);
  const until = at === undefined ? 0 : at + outbox.pace.refusedPauseMs;
  return until > outbox.clock.now() ? until : null;
}

type Pausing = Pick<Delivery['outbox'], 'clock' | 'pace'>;

async function answerTo(delivery: Delivery, item: Item, error: SlackError): Promise<DeliveryResult> {
  switch (remedyOf(error)) {
    case 'elsewhere':
      return elsewhere(delivery, item, error);
    case 'anew':
      return anew(delivery, item, error);
    case 'none':
      return delivery.memory.delivered.has(item.key)
        ? next(await leaveAsItIs(delivery, item))
        : hindered(delivery, item, error);
    case 'wait':
    case 'token':
    case 'plainer':
      return hindered(delivery, item, error);
  }
}

/** Nothing to be done but trying again. */
async function hindered(
  { outbox, memory, release }: Delivery,
  { key }: Item,
  error: SlackError,
): Promise<DeliveryResult> {
  const { clock, breaker, pace, log } = outbox;
  const now = clock.now();
  const facts = { release: release.id, key, code: error.code };
  switch (remedyOf(error)) {
    case 'wait':
      if (error.code !== 'paused')
        log.warn({ ...facts, error: error.message }, 'Slack does not take it now; trying again');
      // Where only this kind of call has to slow down, the others go on.
      if (error.kind === 'ratelimited') return next(now + (error.retryAfterMs ?? pace.firstPauseMs));
      return stop(breaker.openUntil() ?? now + pace.firstPauseMs);
    case 'token':
      return stop(now + pace.refusedPauseMs);
    case 'elsewhere':
    case 'anew':
    case 'plainer':
    case 'none':
      log.error({ ...facts, error: error.message }, 'Slack does not take a message; trying again now and then');
      // Whoever finds the lease over here has said nothing, and its successor tries for itself.
      await outbox.outbox.setRefused(memory.lease, key, now);
      memory.refused.set(key, now);
      return next(now + pace.refusedPauseMs);
  }
}

/** The place is closed: people are told in person from now on. */
async function elsewhere(delivery: Delivery, item: Item, error: SlackError): Promise<DeliveryResult> {
  const { memory, outbox } = delivery;
  if (item.home === null && memory.moved === null) {
    await moveOut(delivery, error);
    return stop(outbox.clock.now());
  }
  // What stands where nobody may write any more stays as it is.
  return memory.delivered.has(item.key) ? next(await leaveAsItIs(delivery, item)) : hindered(delivery, item, error);
}

/**
 * A card that somebody deleted comes back, since decisions are made on it, and what follows goes under the new one.
 * Anything else that was deleted stays deleted.
 */
async function anew(delivery: Delivery, item: Item, error: SlackError): Promise<DeliveryResult> {
  const { memory, outbox, release } = delivery;
  if (item.kind !== 'card' && memory.delivered.has(item.key)) return next(await leaveAsItIs(delivery, item));
  const key = item.home ? copyKey(cardKey, item.home.user) : cardKey;
  if (!memory.delivered.has(key)) return hindered(delivery, item, error);
  outbox.log.warn({ release: release.id, code: error.code }, 'the card is gone; it is posted anew');
  await ours(delivery, () => outbox.outbox.forget(memory.lease, key));
  memory.delivered.delete(key);
  return stop(outbox.clock.now());
}

function next(again: number | null): DeliveryResult {
  return { kind: 'next', again };
}

function stop(again: number): DeliveryResult {
  return { kind: 'stop', again };
}
