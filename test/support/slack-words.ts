import { expect } from 'vitest';
import { checkMessageBlocks, checkView } from '../../sandbox/slack/blocks/check.ts';
import { type Block, type Message, toPayload } from '../../src/messages/blocks/blocks.ts';
import type { RichElement } from '../../src/messages/blocks/rich.ts';
import type { TableBlock } from '../../src/messages/blocks/table.ts';
import type { HomeView, InputBlock, Modal } from '../../src/messages/blocks/views.ts';

const context = { hasFile: () => true };

/** What may stand between < and > in mrkdwn: mentions by id, dates, and links to addresses of the catalogue. */
const token =
  /<(?:@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#C[A-Z0-9]+|!date\^\d+\^[^|<>]*\|[^|<>]*|https?:\/\/[^\s|<>]+\|[^<>]*)>/g;

/** All texts of these blocks that Slack reads as mrkdwn. */
export function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  if (type === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(value).flatMap(mrkdwnOf);
}

/** Fails where Slack would not take the message, or would read something in it that a person or a system wrote. */
export function expectSound(message: Message): void {
  const { text, blocks, attachments } = toPayload(message);
  expect(text.trim()).not.toBe('');
  expect(text).not.toMatch(/[<>]/);
  expect(text.length).toBeLessThanOrEqual(3000);
  expect(problems(checkMessageBlocks(blocks, context))).toEqual([]);
  const plainer = checkMessageBlocks(message.plainer ?? [], context);
  expect(problems(plainer)).toEqual([]);
  for (const { blocks: inner } of attachments) expect(problems(checkMessageBlocks(inner, context))).toEqual([]);
  expectQuiet([blocks, attachments, message.plainer ?? []]);
}

export function expectSoundView(view: Modal | HomeView): void {
  expect(problems(checkView(view, view.type, context))).toEqual([]);
  expectQuiet(view.blocks);
}

/** No mention, link or formatting but our own. */
function expectQuiet(blocks: unknown): void {
  for (const text of mrkdwnOf(blocks)) {
    const rest = text.replace(token, '');
    expect(rest).not.toMatch(/[<>]/);
    // A text that was cut short may have lost the end of its last pair.
    if (text.endsWith('…')) continue;
    for (const mark of ['*', '`']) expect(rest.split(mark).length % 2).toBe(1);
    expect(rest).not.toContain('~');
  }
}

function problems(checked: { ok: boolean; errors?: string[] }): string[] {
  return checked.ok ? [] : (checked.errors ?? ['?']);
}

/** Everything that a message says, block by block, as a reader sees it; a space that does not break reads as a space. */
export function wordsOf({ blocks }: { blocks: readonly (Block | InputBlock)[] }): string {
  return blocks.flatMap(blockWords).join('\n').replaceAll('\u00a0', ' ');
}

function blockWords(block: Block | InputBlock): string[] {
  switch (block.type) {
    case 'header':
    case 'section':
      return [block.text.text];
    case 'context':
      return block.elements.map(({ text }) => text);
    case 'actions':
      return [block.elements.map(({ text }) => `[${text.text}]`).join(' ')];
    case 'rich_text':
      return block.elements.flatMap(({ elements }) => elements.map(({ text }) => text));
    case 'table':
      return block.rows.map((row) => row.map(cellWords).join(' | '));
    case 'image':
      return [block.alt_text];
    case 'input':
      return [block.label.text];
    case 'divider':
      return [];
  }
}

/** A cell as it is read, on one line; a person by their id, since Slack puts the name there. */
function cellWords({ elements: [section] }: TableBlock['rows'][number][number]): string {
  return section.elements.map(pieceWords).join('').replaceAll('\n', ' / ');
}

function pieceWords(piece: RichElement): string {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'link':
      return `<${piece.url}|${piece.text}>`;
    case 'user':
      return `<@${piece.user_id}>`;
    case 'date':
      return piece.fallback;
  }
}

/** `action_id`s of a message's buttons, in reading order. */
export function buttonsOf(message: Message): string[] {
  return message.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map(({ action_id }) => action_id) : [],
  );
}
