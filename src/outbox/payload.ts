import { image, toCallingPayload } from '../messages/blocks/blocks.ts';
import { SlackError, type SlackMessage } from '../platform/slack/port.ts';
import { remedyOf } from '../platform/slack/remedies.ts';
import type { Item } from './order.ts';
import type { Delivery } from './outbox.ts';

/** One form of a message: with its picture, without it, or its words alone. */
export interface Form {
  kind: 'picture' | 'full' | 'bare';
  content: SlackMessage;
}

/** @param file id of the picture */
export function withPicture({ message, chart }: Item, file: string): Form {
  // What is measured first, then what can be done: the picture stands above the buttons.
  const buttons = message.blocks.findIndex(({ type }) => type === 'actions');
  const at = buttons < 0 ? message.blocks.length : buttons;
  const blocks = message.blocks.toSpliced(at, 0, image(file, chart?.alt ?? ''));
  return { kind: 'picture', content: toCallingPayload({ ...message, blocks }) };
}

/** The message as it is meant, and its words for where Slack does not take the rest. */
export function forms({ message }: Item): Form[] {
  return [
    { kind: 'full', content: toCallingPayload(message) },
    { kind: 'bare', content: { text: message.calling ?? message.text, blocks: [], attachments: [] } },
  ];
}

/**
 * Where Slack refuses what is in a message, people get the next plainer form of it. Gives what the call gave, and which
 * form Slack took. Throws the last refusal.
 * @param tried from the fullest to the plainest
 */
export async function plainerIfMust<T>(
  delivery: Delivery,
  item: Pick<Item, 'key'>,
  [first, ...rest]: readonly Form[],
  call: (content: SlackMessage) => Promise<T>,
): Promise<{ kind: Form['kind']; done: T }> {
  if (!first) throw new Error('a message has at least one form');
  try {
    return { kind: first.kind, done: await call(first.content) };
  } catch (error) {
    const [next] = rest;
    if (!next || !isAboutContent(error)) throw error;
    if (next.kind === 'bare') {
      const facts = { release: delivery.release.id, key: item.key, error: error.message };
      delivery.outbox.log.error(facts, 'Slack refuses a message; its bare text goes');
    }
    return plainerIfMust(delivery, item, rest, call);
  }
}

/** Slack does not like what is in the message. */
export function isAboutContent(error: unknown): error is SlackError {
  return error instanceof SlackError && remedyOf(error) === 'plainer';
}
