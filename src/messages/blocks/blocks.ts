import { clip, clipMrkdwn, escapeControl, tidy } from '../../words/escape.ts';
import { callingForm, lines, safeUrl, type Words } from '../../words/words.ts';
import { limits } from './block-limits.ts';
import { type MrkdwnText, mrkdwn, type PlainText, plain } from './block-text.ts';
import type { TableBlock } from './table.ts';

/** The part of Block Kit that Sluice uses. */
export interface Confirm {
  title: PlainText;
  text: MrkdwnText;
  confirm: PlainText;
  deny: PlainText;
  style?: 'primary' | 'danger';
}
export interface Button {
  type: 'button';
  action_id: string;
  text: PlainText;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: Confirm;
}
export interface Option {
  text: PlainText;
  value: string;
  description?: PlainText;
}
export type Block =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: MrkdwnText; accessory?: Button; block_id?: string }
  | { type: 'context'; elements: MrkdwnText[] }
  | { type: 'actions'; elements: Button[]; block_id?: string }
  | { type: 'divider' }
  | TableBlock
  | { type: 'image'; slack_file: { id: string }; alt_text: string }
  | {
      type: 'rich_text';
      elements: { type: 'rich_text_preformatted'; elements: { type: 'text'; text: string }[] }[];
    };

export function header(text: string): Block {
  return { type: 'header', text: plain(text, limits.header) };
}

export function section(words: Words, accessory?: Button): Block {
  return { type: 'section', text: mrkdwn(words), ...(accessory && { accessory }) };
}

/** So many lines fit into a section, however long their names. */
const perSection = 20;

/** Lines of which there may be many, in as many sections as they need. @param most lines that fit into one, fewer where they hold links */
export function sectionsOf(pieces: readonly (Words | null)[], most: number = perSection): Block[] {
  const all = pieces.filter((piece) => piece !== null);
  const starts = all.flatMap((_, index) => (index % most === 0 ? [index] : []));
  return starts.map((start) => section(lines(...all.slice(start, start + most))));
}

/** The small grey line. */
export function context(words: Words): Block {
  return { type: 'context', elements: [mrkdwn(words)] };
}

export const divider: Block = { type: 'divider' };

/** Lines in a font with columns of one width. Needs no escaping: Slack parses nothing in it. */
export function preformatted(rows: readonly string[]): Block {
  const text = clip(rows.map((row) => row.trimEnd()).join('\n') || '–', limits.preformatted);
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] };
}

export function image(fileId: string, alt: string): Block {
  return { type: 'image', slack_file: { id: fileId }, alt_text: clip(tidy(alt) || '–', limits.alt) };
}

export interface ButtonOptions {
  value?: string;
  style?: 'primary' | 'danger';
  confirm?: Confirm;
}

/** Throws where the value is too long for Slack: a shortened value would be a wrong one. */
export function button(actionId: string, label: string, options: ButtonOptions = {}): Button {
  if (options.value && options.value.length > limits.value) throw new Error(`value of ${actionId} is too long`);
  return { type: 'button', action_id: actionId, text: plain(label, limits.button), ...options };
}

/** A button that opens an address; null where the address is not plain http(s). */
export function linkButton(actionId: string, label: string, url: string | null | undefined): Button | null {
  const safe = url ? safeUrl(url) : null;
  return safe ? { type: 'button', action_id: actionId, text: plain(label, limits.button), url: safe } : null;
}

/** What a dialog asks before a dangerous button is taken for pressed. */
export function confirm(title: string, words: Words, yes: string, style: 'primary' | 'danger' = 'danger'): Confirm {
  return {
    title: plain(title, limits.confirmTitle),
    text: mrkdwn(words, limits.confirmText),
    confirm: plain(yes, limits.confirmButton),
    deny: plain('Cancel', limits.confirmButton),
    style,
  };
}

/**
 * The row of a release's buttons through every edit of its message. Slack names an unnamed row anew each time, and a dialog that
 * was open meanwhile would then be about a button that is gone.
 */
export const releaseRow = 'release';

/** A row of buttons; missing ones are left out, and no row at all where none is there. */
export function actions(buttons: readonly (Button | null)[], blockId?: string): Block[] {
  const elements = buttons.filter((each) => each !== null).slice(0, limits.buttons);
  return elements.length > 0 ? [{ type: 'actions', elements, ...(blockId && { block_id: blockId }) }] : [];
}

/** What is sent to Slack: `text` says the same as the blocks, for notifications and screen readers. */
export interface Message {
  text: string;
  /** `text` with mentions that reach people, of a message that is to call them; absent where it mentions nobody. */
  calling?: string;
  blocks: Block[];
  /** What stands in place of the blocks in a workspace that has no tables; absent where there is none in them. */
  plainer?: Block[];
  /** Colour of the bar at the side, as #rrggbb. */
  color?: string;
}

export const colors = { good: '#1a7f5a', bad: '#c62828', wait: '#b7791f', quiet: '#8a8f98' } as const;

/** @param spoken what the blocks say, without formatting */
export function message(spoken: Words, blocks: readonly Block[], color?: string): Message {
  return { text: asText(escapeControl(spoken.plain)), blocks: capped(blocks, limits.blocks), ...(color && { color }) };
}

/** As `message`, for one that is to reach people: also where Slack takes nothing but its text, that mentions them. */
export function callingMessage(spoken: Words, blocks: readonly Block[], color?: string): Message {
  const made = message(spoken, blocks, color);
  const calling = asText(callingForm(spoken));
  return calling === made.text ? made : { ...made, calling };
}

function asText(escaped: string): string {
  return clipMrkdwn(escaped.replace(/^ +| +$/gm, ''), limits.text);
}

/** Too many blocks: the middle goes, since titles stand first and buttons last. */
export function capped<T>(blocks: readonly T[], max: number): T[] {
  if (blocks.length <= max) return [...blocks];
  const tail = 5;
  return [...blocks.slice(0, max - tail), ...blocks.slice(-tail)];
}

/** Arguments of chat.postMessage and chat.update. A bar needs an attachment; its message shows the title above it. */
export function toPayload({ text, blocks, color }: Message): {
  text: string;
  blocks: Block[];
  attachments: { color: string; fallback: string; blocks: Block[] }[];
} {
  const [title, ...rest] = blocks;
  if (!color || !title || rest.length === 0) return { text, blocks, attachments: [] };
  return { text, blocks: [title], attachments: [{ color, fallback: text, blocks: rest }] };
}

/** As `toPayload`, with the mentions in the text, too: what reaches people must not hang on the blocks. */
export function toCallingPayload(message: Message): ReturnType<typeof toPayload> {
  const payload = toPayload(message);
  return { ...payload, text: message.calling ?? payload.text };
}
