import { canonicalJson } from '../domain/json.ts';
import { sha256 } from '../platform/digest.ts';
import type { SlackMessage } from '../platform/slack/port.ts';
import type { Delivered, Picture } from '../store/outbox-store.ts';
import { LeaseLost, ours, until } from './lease.ts';
import { earlier, type Item } from './order.ts';
import type { Delivery } from './outbox.ts';
import { forms, isAboutContent, plainerIfMust, withPicture } from './payload.ts';
import { dueOf, failedOnce, pictureOfNew, prepared } from './pictures.ts';
import { postOnce } from './post-once.ts';

/**
 * Says one message: posts what is missing, edits what has changed. Gives the time at which its edit is due where that
 * is not yet (ms since epoch). Throws `SlackError` and `LeaseLost`.
 */
export async function say(delivery: Delivery, item: Item): Promise<number | null> {
  const { outbox, memory, release } = delivery;
  const hash = digestOf(delivery, item);
  const known = memory.delivered.get(item.key);
  if (known?.hash === left) return null;
  if (known) return keepUp(delivery, item, known, hash);
  const now = outbox.clock.now();
  const { wasThere, ...posted } = await postOnce(delivery, item);
  const picture = pictureOfNew(item, now);
  const said = { at: now, version: release.version, ...(picture && { picture }) };
  // What a process posted that died in it may say less than is to be said now: it is edited under the next lease.
  await remember(delivery, item.key, { ...posted, ...said, hash: wasThere ? unknown : hash });
  return wasThere ? now + outbox.editEveryMs : dueOf(picture);
}

/** Edits a message that stands, where its words have changed or its picture can be shown now. */
async function keepUp(delivery: Delivery, item: Item, known: Delivered, hash: string): Promise<number | null> {
  const { outbox, release } = delivery;
  const { picture, file } = await prepared(delivery, item, known.picture);
  const stands: Delivered = { ...known, picture };
  if (picture !== known.picture) await remember(delivery, item.key, stands);
  const changed = known.hash !== hash;
  const adding = file !== null && picture?.kind === 'wanted';
  if (!changed && !adding) return dueOf(picture);
  const now = outbox.clock.now();
  const due = known.at + (onlyFigures(delivery, item, known) ? delivery.figuresEveryMs : outbox.editEveryMs);
  if (now < due) return adding ? due : earlier(due, dueOf(picture));
  const said: Delivered = { ...stands, hash, at: now, version: release.version };
  return dueOf(await (changed ? edit(delivery, item, said, file) : add(delivery, item, said, file ?? '')));
}

/** Of what a message should say; another one where it may say something else, though this was told before. */
function digestOf({ memory }: Delivery, { key, message }: Item): string {
  const doubts = memory.doubts.get(key) ?? 0;
  // Mentions in the text are no news: older versions had none there, and must not edit it back and forth with this one.
  const { calling: _, ...rest } = message;
  const said = canonicalJson(rest);
  return sha256(doubts === 0 ? said : `${doubts} ${said}`);
}

/** New words, and the picture where there is one: where Slack does not take that, it alone is left out. */
async function edit(
  delivery: Delivery,
  item: Item,
  delivered: Delivered,
  file: string | null,
): Promise<Picture | undefined> {
  const tried = [...(file === null ? [] : [withPicture(item, file)]), ...forms(item)];
  return sent(delivery, item, async (send) => {
    const { kind } = await plainerIfMust(delivery, item, tried, send);
    if (file === null) return delivered;
    const picture = kind === 'picture' ? shown : failedOnce(delivery, item.key, delivered.picture, null);
    return { ...delivered, picture };
  });
}

/** The picture alone: where Slack does not take it, what stands there stays. */
async function add(delivery: Delivery, item: Item, delivered: Delivered, file: string): Promise<Picture | undefined> {
  return sent(delivery, item, async (send) => {
    try {
      await send(withPicture(item, file).content);
      return { ...delivered, picture: shown };
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      return { ...delivered, picture: failedOnce(delivery, item.key, delivered.picture, error) };
    }
  });
}

const shown: Picture = { kind: 'shown' };

/**
 * Edits a message and remembers what it says then. An edit that may have reached Slack after another's lease had begun has
 * put old words over newer ones: those come back.
 */
async function sent(
  delivery: Delivery,
  { key }: Item,
  work: (send: (content: SlackMessage) => Promise<void>) => Promise<Delivered>,
): Promise<Picture | undefined> {
  const { outbox, memory, release } = delivery;
  const posted = memory.delivered.get(key);
  if (!posted) throw new Error('what is edited was posted');
  let left = false;
  try {
    const delivered = await work(async (content) => {
      const limit = await until(delivery);
      left = true;
      await outbox.slack.update(posted, content, limit);
    });
    await remember(delivery, key, delivered);
    return delivered.picture;
  } catch (error) {
    if (left && !(await outbox.outbox.confirm(memory.lease))) {
      await outbox.outbox.doubt(release.id, key);
      throw new LeaseLost('an edit may have come too late');
    }
    throw error;
  }
}

async function remember(delivery: Delivery, key: string, delivered: Delivered): Promise<void> {
  await ours(delivery, () => delivery.outbox.outbox.setDelivered(delivery.memory.lease, key, delivered));
  delivery.memory.delivered.set(key, delivered);
}

/** In place of a digest: nobody knows what stands there. */
const unknown = '';
/** In place of a digest: this message can or shall not be edited any more. */
const left = 'left';

/** From now on the message stays as it stands, or as gone as it is. */
export async function leaveAsItIs(delivery: Delivery, item: Item): Promise<null> {
  const known = delivery.memory.delivered.get(item.key);
  if (known) await remember(delivery, item.key, { ...known, hash: left });
  return null;
}

/** Nothing has happened since; only what was measured, and the time, went on. */
function onlyFigures({ release }: Delivery, { kind }: Item, known: Delivered): boolean {
  return kind === 'card' && release.phase.kind === 'running' && known.version === release.version;
}
