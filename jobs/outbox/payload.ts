import type { SlackMessage } from '../../src/platform/slack/port.ts';
import { type Block, image, type Message, toPayload } from '../../src/report/blocks.ts';
import type { Chart } from '../../src/report/chart.ts';
import type { Item } from './order.ts';
import type { Turn } from './outbox.ts';

/** The message with its picture, as Slack takes it. */
export async function payload(turn: Turn, { message, chart, key }: Item): Promise<SlackMessage> {
  const picture = chart ? await pictureOf(turn, key, chart) : [];
  // What is measured first, then what can be done: the picture stands above the buttons.
  const buttons = message.blocks.findIndex(({ type }) => type === 'actions');
  const at = buttons < 0 ? message.blocks.length : buttons;
  const full: Message = { ...message, blocks: message.blocks.toSpliced(at, 0, ...picture) };
  return toPayload(full);
}

/** The words alone, where Slack does not take the rest. */
export function bare({ message }: Item): SlackMessage {
  return { text: message.text, blocks: [], attachments: [] };
}

/** A picture is a nicety: where it cannot be drawn or uploaded, the message goes without. */
async function pictureOf({ outbox, memory, release }: Turn, key: string, chart: Chart): Promise<Block[]> {
  const { slack, draw, log } = outbox;
  try {
    const known = memory.files.get(key);
    const file = known ?? (await slack.upload({ name: 'errors.png', title: chart.title, content: await draw(chart) }));
    memory.files.set(key, file);
    if (!known) await outbox.outbox.setFile(memory.turn, key, file);
    return [image(file, chart.alt)];
  } catch (error) {
    log.warn({ release: release.id, err: error }, 'no chart for this message');
    return [];
  }
}
