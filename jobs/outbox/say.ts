import { canonicalJson } from '../../src/domain/json.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { type Place, type Posted, SlackError } from '../../src/platform/slack/port.ts';
import { remedyOf } from '../../src/platform/slack/remedies.ts';
import type { Told } from '../../src/store/outbox-store.ts';
import { ours, TurnOver, until } from './claim.ts';
import { cardKey, copyKey, type Item } from './order.ts';
import type { Turn } from './outbox.ts';
import { bare, payload } from './payload.ts';

/**
 * Says one message: posts what is missing, edits what has changed. Gives the time at which its edit is due where that
 * is not yet (ms since epoch). Throws `SlackError` and `TurnOver`.
 */
export async function say(turn: Turn, item: Item): Promise<number | null> {
  const { outbox, memory, release } = turn;
  const hash = digestOf(turn, item);
  const known = memory.told.get(item.key);
  if (known?.hash === hash || known?.hash === left) return null;
  const now = outbox.clock.now();
  const said = { hash, at: now, version: release.version };
  if (known) {
    const due = known.at + (onlyFigures(turn, item, known) ? turn.figuresEveryMs : outbox.editEveryMs);
    if (now < due) return due;
    await edit(turn, item, { ...known, ...said });
  } else {
    const { channel, ts, wasThere } = await postOnce(turn, item);
    // What a process posted that died in it may say less than is to be said now: it is edited with the next turn.
    await remember(turn, item.key, { channel, ts, ...said, hash: wasThere ? unknown : hash });
    if (wasThere) return now + outbox.editEveryMs;
  }
  return null;
}

/** Of what a message should say; another one where it may say something else, though this was told before. */
function digestOf({ memory }: Turn, { key, message }: Item): string {
  const doubts = memory.doubts.get(key) ?? 0;
  return doubts === 0 ? sha256(canonicalJson(message)) : sha256(`${doubts} ${canonicalJson(message)}`);
}

/** An edit that may have reached Slack after another's turn had begun has put old words over newer ones: those come back. */
async function edit(turn: Turn, item: Item, told: Told): Promise<void> {
  const { outbox, memory, release } = turn;
  let sent = false;
  try {
    await plainerIfMust(turn, item, async (content) => {
      const limit = await until(turn);
      sent = true;
      await outbox.slack.update(told, content, limit);
    });
    await remember(turn, item.key, told);
  } catch (error) {
    if (sent && !(await outbox.outbox.confirm(memory.turn))) {
      await outbox.outbox.doubt(release.id, item.key);
      throw new TurnOver('an edit may have come too late');
    }
    throw error;
  }
}

async function remember(turn: Turn, key: string, told: Told): Promise<void> {
  await ours(turn, () => turn.outbox.outbox.setTold(turn.memory.turn, key, told));
  turn.memory.told.set(key, told);
}

/** In place of a digest: nobody knows what stands there. */
const unknown = '';
/** In place of a digest: this message can or shall not be edited any more. */
const left = 'left';

/** From now on the message stays as it stands, or as gone as it is. */
export async function leaveAsItIs(turn: Turn, item: Item): Promise<null> {
  const known = turn.memory.told.get(item.key);
  if (known) await remember(turn, item.key, { ...known, hash: left });
  return null;
}

/** Nothing has happened since; only what was measured, and the time, went on. */
function onlyFigures({ release }: Turn, { kind }: Item, known: Told): boolean {
  return kind === 'card' && release.phase.kind === 'running' && known.version === release.version;
}

/** The card that a message hangs under. */
export function cardOf({ memory }: Turn, { home }: Pick<Item, 'home'>): Told | undefined {
  return memory.told.get(home ? copyKey(cardKey, home.user) : cardKey);
}

/** Where a message belongs: notes and reports in the card's thread, alerts beside it. */
function placeOf(turn: Turn, item: Item): Place {
  const card = cardOf(turn, item);
  const channel = item.home?.channel ?? card?.channel ?? turn.release.plan.target.channel;
  const inThread = item.kind === 'note' || item.kind === 'report';
  return inThread && card ? { channel, threadTs: card.ts, broadcast: item.broadcast } : { channel };
}

/** A post whose answer was lost may have gone through: its mark in Slack tells. */
async function postOnce(turn: Turn, item: Item): Promise<Posted & { wasThere: boolean }> {
  const { outbox, memory, release } = turn;
  const place = placeOf(turn, item);
  const mark = { release: release.id, key: item.key };
  const tried = memory.tried.get(item.key);
  const there = tried === undefined ? null : await found(turn, item, place, tried);
  if (there) return { ...there, wasThere: true };
  const posted = await plainerIfMust(turn, item, async (content) => {
    const now = outbox.clock.now();
    await ours(turn, () => outbox.outbox.setTried(memory.turn, item.key, now));
    memory.tried.set(item.key, now);
    return outbox.slack.post(place, content, mark, await until(turn));
  });
  return { ...posted, wasThere: false };
}

/** Where Slack does not let us look, a message that comes twice is better than none. */
async function found({ outbox, release }: Turn, { key }: Item, place: Place, tried: number): Promise<Posted | null> {
  try {
    return await outbox.slack.find(place, { release: release.id, key }, tried - 60_000);
  } catch (error) {
    if (!(error instanceof SlackError) || error.kind !== 'refused' || remedyOf(error) === 'token') throw error;
    outbox.log.warn({ release: release.id, code: error.code }, 'cannot see whether a message is there; posting it');
    return null;
  }
}

/** Where Slack refuses what is in a message, people get its words. */
async function plainerIfMust<T>(
  turn: Turn,
  item: Item,
  call: (content: ReturnType<typeof bare>) => Promise<T>,
): Promise<T> {
  try {
    return await call(await payload(turn, item));
  } catch (error) {
    if (!(error instanceof SlackError) || remedyOf(error) !== 'plainer') throw error;
    const { log } = turn.outbox;
    log.error(
      { release: turn.release.id, key: item.key, error: error.message },
      'Slack refuses a message; its bare text goes',
    );
    return call(bare(item));
  }
}
