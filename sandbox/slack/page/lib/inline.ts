import { emojiChar } from './emoji.ts';
import { parseToken, type Token } from './token.ts';

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'code'; children: Inline[] }
  | { type: 'emoji'; name: string }
  | Token;

const MARKS: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };
const EMOJI = /^:([a-z0-9_+'-]+):(?:(?::skin-tone-\d:))?/;
const BARE_URL = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/;
const WORD = /[\p{L}\p{N}]/u;

interface Options {
  /** Leaves bare addresses alone, as mrkdwn objects with `verbatim` ask. */
  verbatim?: boolean;
  /** Inside code only links and mentions keep their meaning. */
  code?: boolean;
}

/** The three signs that Slack escapes in text, back to themselves. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Parses one line (or the inside of a code block) of mrkdwn. Never throws. */
export function parseInline(text: string, options: Options = {}): Inline[] {
  const out: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain) out.push({ type: 'text', text: unescapeText(plain) });
    plain = '';
  };
  while (at < text.length) {
    const found = markupAt(text, at, options);
    if (found) {
      flush();
      out.push(found.node);
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

function markupAt(text: string, at: number, options: Options): { node: Inline; length: number } | undefined {
  const sign = text[at] ?? '';
  if (sign === '<') return tokenAt(text, at);
  if (options.code) return undefined;
  if (sign === '`') return codeAt(text, at);
  if (Object.hasOwn(MARKS, sign)) return spanAt(text, at, options);
  if (sign === ':') return emojiAt(text, at);
  if (sign === 'h' && !options.verbatim && !WORD.test(text[at - 1] ?? ' ')) return urlAt(text, at);
  return undefined;
}

function tokenAt(text: string, at: number): { node: Inline; length: number } | undefined {
  const end = text.indexOf('>', at);
  const inside = end < 0 ? '' : text.slice(at + 1, end);
  const node = inside === '' || inside.includes('<') ? undefined : parseToken(inside, unescapeText);
  return node && { node, length: inside.length + 2 };
}

function codeAt(text: string, at: number): { node: Inline; length: number } | undefined {
  const end = text.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  const children = parseInline(text.slice(at + 1, end), { code: true });
  return { node: { type: 'code', children }, length: end + 1 - at };
}

function emojiAt(text: string, at: number): { node: Inline; length: number } | undefined {
  const hit = EMOJI.exec(text.slice(at, at + 60));
  const name = hit?.[1] ?? '';
  return hit && emojiChar(name) ? { node: { type: 'emoji', name }, length: hit[0].length } : undefined;
}

function urlAt(text: string, at: number): { node: Inline; length: number } | undefined {
  const hit = BARE_URL.exec(text.slice(at));
  if (!hit) return undefined;
  const url = unescapeText(hit[0]);
  return { node: { type: 'link', url, text: url }, length: hit[0].length };
}

/** A mark opens at the start of a word and closes at the end of one: snake_case and 2*3*4 stay as they are. */
function spanAt(text: string, at: number, options: Options): { node: Inline; length: number } | undefined {
  const mark = text[at] ?? '';
  const type = MARKS[mark];
  const next = text[at + 1] ?? ' ';
  if (!type || WORD.test(text[at - 1] ?? ' ') || next === mark || /\s/.test(next)) return undefined;
  for (let end = at + 2; end < text.length; end += 1) {
    const skip = opaqueLength(text, end);
    if (skip > 0) {
      end += skip - 1;
    } else if (text[end] === mark && !/\s/.test(text[end - 1] ?? ' ') && !WORD.test(text[end + 1] ?? ' ')) {
      return { node: { type, children: parseInline(text.slice(at + 1, end), options) }, length: end + 1 - at };
    }
  }
  return undefined;
}

/** How far a code span or a <token> reaches from here: marks inside of them close nothing. */
function opaqueLength(text: string, at: number): number {
  if (text[at] === '<') return tokenAt(text, at)?.length ?? 0;
  if (text[at] === '`') return codeAt(text, at)?.length ?? 0;
  return 0;
}
