import type { Message } from '../../src/report/blocks.ts';
import type { Chart } from '../../src/report/chart.ts';
import type { ThreadMessage } from '../../src/report/thread.ts';
import type { Told } from '../../src/store/outbox-store.ts';

export const cardKey = 'card';

/** One message as it should stand in Slack. */
export interface Item {
  key: string;
  kind: 'card' | ThreadMessage['kind'];
  message: Message;
  broadcast: boolean;
  chart: Chart | null;
  /** Its edits do not wait for the next slot. */
  urgent: boolean;
}

/**
 * In which order a release's messages are brought up to date: the card first where there is none yet, since the others
 * hang on it; otherwise the alerts nobody has seen, the card, and the rest as it happened.
 */
export function inOrder(card: Message, messages: readonly ThreadMessage[], told: ReadonlyMap<string, Told>): Item[] {
  const cardItem: Item = { key: cardKey, kind: 'card', message: card, broadcast: false, chart: null, urgent: false };
  const items = messages.map((each): Item => ({ ...each, urgent: false }));
  const alerts = items.filter(({ kind, key }) => kind === 'alert' && !told.has(key));
  const rest = items.filter((item) => !alerts.includes(item));
  return told.has(cardKey) ? [...alerts, cardItem, ...rest] : [cardItem, ...alerts, ...rest];
}
