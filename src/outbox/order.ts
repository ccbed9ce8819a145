import type { Message } from '../messages/blocks/blocks.ts';
import type { Chart } from '../messages/report/chart.ts';
import type { ThreadMessage } from '../messages/thread/thread.ts';
import type { Delivered, Moved } from '../store/outbox-store.ts';

export const cardKey = 'card';

/** Key of somebody's own copy of a message. */
export function copyKey(key: string, user: string): string {
  return `${key}@${user}`;
}

/** The earlier of two moments, where there are any. */
export function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** One message as it should stand in Slack. */
export interface Item {
  key: string;
  kind: 'card' | ThreadMessage['kind'];
  message: Message;
  broadcast: boolean;
  chart: Chart | null;
  /** In whose direct conversation it stands; null: in the release's own channel. */
  home: Moved['homes'][number] | null;
}

/**
 * In which order a release's messages are brought up to date: the card first where there is none yet, since the others
 * hang on it; otherwise the alerts nobody has seen, the card, and the rest as it happened.
 */
export function inOrder(
  card: Message,
  messages: readonly ThreadMessage[],
  delivered: ReadonlyMap<string, Delivered>,
  moved: Moved | null = null,
): Item[] {
  const cardItem: Item = { key: cardKey, kind: 'card', message: card, broadcast: false, chart: null, home: null };
  const items = messages.map(({ key, kind, message, broadcast, chart }): Item => {
    return { key, kind, message, broadcast, chart, home: null };
  });
  const all = moved ? inDirectMessages(cardItem, items, delivered, moved) : [cardItem, ...items];
  const [cards, rest] = split(all, ({ kind }) => kind === 'card');
  const [missing, there] = split(cards, ({ key }) => !delivered.has(key));
  const [alerts, others] = split(rest, ({ kind, key }) => kind === 'alert' && !delivered.has(key));
  return [...missing, ...alerts, ...there, ...others];
}

/**
 * The channel is closed: whoever asked gets the card and all that is still to be said, everybody else who decides gets
 * a card and the alerts. What stands in the channel is edited there for as long as Slack lets us.
 */
function inDirectMessages(
  card: Item,
  items: readonly Item[],
  delivered: ReadonlyMap<string, Delivered>,
  { homes }: Moved,
): Item[] {
  const [first, ...others] = homes;
  const here = (item: Item): Item => (delivered.has(item.key) ? item : { ...item, home: first ?? null });
  const copy = (item: Item, home: Moved['homes'][number]): Item => ({
    ...item,
    home,
    key: copyKey(item.key, home.user),
  });
  // What the channel was told before it closed, nobody needs again.
  const saidThere = (key: string) =>
    delivered.has(key) && !homes.some(({ channel }) => channel === delivered.get(key)?.channel);
  const missed = items.filter(({ kind, key }) => kind === 'alert' && !saidThere(key));
  return [
    ...(delivered.has(card.key) ? [card] : []),
    ...homes.map((home) => copy(card, home)),
    ...items.map(here),
    ...others.flatMap((home) => missed.map((item) => copy(item, home))),
  ];
}

function split<T>(all: readonly T[], where: (item: T) => boolean): [T[], T[]] {
  return [all.filter(where), all.filter((item) => !where(item))];
}
