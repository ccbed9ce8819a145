import { SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import { ours } from './claim.ts';
import { leaveAsItIs, say } from './deliver.ts';
import { moveOut } from './direct-messages.ts';
import { cardKey, copyKey, type Item } from './order.ts';
import type { Turn } from './outbox.ts';

/** `again`: when it is to be tried again (ms since epoch), or null. `stop`: nothing else can be said in this turn. */
export interface Outcome {
  kind: 'next' | 'stop';
  again: number | null;
}

/** Says one message and deals with what Slack has against it. Throws `TurnOver`. */
export async function deliverOne(turn: Turn, item: Item): Promise<Outcome> {
  const until = waitsUntil(turn, item.key);
  if (until !== null) return next(until);
  try {
    return next(await say(turn, item));
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return answerTo(turn, item, error).catch((second: unknown) => {
      if (!(second instanceof SlackError)) throw second;
      return hindered(turn, item, second);
    });
  }
}

/**
 * Until when a message that Slack has refused is left alone (ms since epoch), or null. News of its release, and the sweep
 * that sees to what is untold, come more often than that; and whichever worker has the next turn keeps to it.
 */
export function waitsUntil({ outbox, memory }: Pick<Turn, 'memory'> & { outbox: Pausing }, key: string): number | null {
  const at = memory.refused.get(key);
  const until = at === undefined ? 0 : at + outbox.pace.refusedPauseMs;
  return until > outbox.clock.now() ? until : null;
}

type Pausing = Pick<Turn['outbox'], 'clock' | 'pace'>;

async function answerTo(turn: Turn, item: Item, error: SlackError): Promise<Outcome> {
  switch (remedyOf(error)) {
    case 'elsewhere':
      return elsewhere(turn, item, error);
    case 'anew':
      return anew(turn, item, error);
    case 'none':
      return turn.memory.delivered.has(item.key) ? next(await leaveAsItIs(turn, item)) : hindered(turn, item, error);
    case 'wait':
    case 'token':
    case 'plainer':
      return hindered(turn, item, error);
  }
}

/** Nothing to be done but trying again. */
async function hindered({ outbox, memory, release }: Turn, { key }: Item, error: SlackError): Promise<Outcome> {
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
      // Whoever finds the turn over here has said nothing, and its successor tries for itself.
      await outbox.outbox.setRefused(memory.turn, key, now);
      memory.refused.set(key, now);
      return next(now + pace.refusedPauseMs);
  }
}

/** The place is closed: people are told in person from now on. */
async function elsewhere(turn: Turn, item: Item, error: SlackError): Promise<Outcome> {
  const { memory, outbox } = turn;
  if (item.home === null && memory.moved === null) {
    await moveOut(turn, error);
    return stop(outbox.clock.now());
  }
  // What stands where nobody may write any more stays as it is.
  return memory.delivered.has(item.key) ? next(await leaveAsItIs(turn, item)) : hindered(turn, item, error);
}

/**
 * A card that somebody deleted comes back, since decisions are made on it, and what follows goes under the new one.
 * Anything else that was deleted stays deleted.
 */
async function anew(turn: Turn, item: Item, error: SlackError): Promise<Outcome> {
  const { memory, outbox, release } = turn;
  if (item.kind !== 'card' && memory.delivered.has(item.key)) return next(await leaveAsItIs(turn, item));
  const key = item.home ? copyKey(cardKey, item.home.user) : cardKey;
  if (!memory.delivered.has(key)) return hindered(turn, item, error);
  outbox.log.warn({ release: release.id, code: error.code }, 'the card is gone; it is posted anew');
  await ours(turn, () => outbox.outbox.forget(memory.turn, key));
  memory.delivered.delete(key);
  return stop(outbox.clock.now());
}

function next(again: number | null): Outcome {
  return { kind: 'next', again };
}

function stop(again: number): Outcome {
  return { kind: 'stop', again };
}
