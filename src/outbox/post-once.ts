import { waitsForApproval } from '../domain/approval.ts';
import { type MessageAddress, type Posted, SlackError } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import type { Delivered } from '../store/outbox-store.ts';
import { ours, until } from './lease.ts';
import { cardKey, copyKey, type Item } from './order.ts';
import type { Delivery } from './outbox.ts';
import { forms, plainerIfMust } from './payload.ts';

/** The card that a message hangs under. */
function cardOf({ memory }: Delivery, { home }: Pick<Item, 'home'>): Delivered | undefined {
  return memory.delivered.get(home ? copyKey(cardKey, home.user) : cardKey);
}

/** Where a message belongs: notes and reports in the card's thread, alerts beside it. */
function placeOf(delivery: Delivery, item: Item): MessageAddress {
  const card = cardOf(delivery, item);
  const { under, release } = delivery;
  // Whoever is to approve it reads the channel, and not the thread.
  if (item.kind === 'card' && !item.home && under)
    return { channel: under.channel, threadTs: under.ts, broadcast: waitsForApproval(release) };
  const channel = item.home?.channel ?? card?.channel ?? release.plan.target.channel;
  const inThread = item.kind === 'note' || item.kind === 'report';
  return inThread && card ? { channel, threadTs: card.threadTs ?? card.ts, broadcast: item.broadcast } : { channel };
}

/** A post whose answer was lost may have gone through: its mark in Slack tells. */
export async function postOnce(
  delivery: Delivery,
  item: Item,
): Promise<Posted & { wasThere: boolean; threadTs?: string }> {
  const { outbox, memory, release } = delivery;
  const place = placeOf(delivery, item);
  const mark = { release: release.id, key: item.key };
  const tried = memory.tried.get(item.key);
  const there = tried === undefined ? null : await found(delivery, item, place, tried);
  const thread = item.kind === 'card' && place.threadTs !== undefined ? { threadTs: place.threadTs } : {};
  if (there) return { ...there, ...thread, wasThere: true };
  const posted = await plainerIfMust(delivery, item, forms(item), async (content) => {
    const now = outbox.clock.now();
    await ours(delivery, () => outbox.outbox.setTried(memory.lease, item.key, now));
    memory.tried.set(item.key, now);
    return outbox.slack.post(place, content, mark, await until(delivery));
  });
  return { ...posted.done, ...thread, wasThere: false };
}

/** Where Slack does not let us look, a message that comes twice is better than none. */
async function found(
  { outbox, release }: Delivery,
  { key }: Item,
  place: MessageAddress,
  tried: number,
): Promise<Posted | null> {
  try {
    return await outbox.slack.find(place, { release: release.id, key }, tried - 60_000);
  } catch (error) {
    if (!(error instanceof SlackError) || error.kind !== 'refused' || remedyOf(error) === 'token') throw error;
    outbox.log.warn({ release: release.id, code: error.code }, 'cannot see whether a message is there; posting it');
    return null;
  }
}
