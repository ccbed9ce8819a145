import { type Inline, parseInline } from './inline.ts';

export type { Inline } from './inline.ts';

export type MrkdwnBlock =
  | { type: 'lines'; lines: Inline[][] }
  | { type: 'quote'; lines: Inline[][] }
  | { type: 'item'; marker: string; depth: number; content: Inline[] }
  | { type: 'pre'; content: Inline[] };

const FENCE = /```([\s\S]+?)```/g;
const ITEM = /^( *)([•◦▪–-]|\d{1,3}\.) +(\S.*)$/;
const QUOTE = /^(?:>|&gt;) ?(.*)$/;

/**
 * Parses Slack's mrkdwn (text in, tree out; never throws). Whatever is not markup stays text; the tree holds no HTML,
 * so a renderer that puts its strings into text nodes is safe by construction.
 */
export function parseMrkdwn(text: string, options: { verbatim?: boolean } = {}): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    prose(text.slice(from, fence.index).replace(/\n$/, ''), blocks, options.verbatim ?? false);
    const code = (fence[1] ?? '').replace(/^\n/, '').replace(/\n$/, '');
    blocks.push({ type: 'pre', content: parseInline(code, { code: true }) });
    from = fence.index + fence[0].length;
    if (text[from] === '\n') from += 1;
  }
  prose(text.slice(from), blocks, options.verbatim ?? false);
  return blocks;
}

function prose(text: string, blocks: MrkdwnBlock[], verbatim: boolean): void {
  let open: { type: 'lines' | 'quote'; lines: Inline[][] } | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    const item = ITEM.exec(line);
    if (item) {
      open = undefined;
      const depth = Math.floor((item[1] ?? '').length / 2);
      blocks.push({ type: 'item', marker: item[2] ?? '', depth, content: parseInline(item[3] ?? '', { verbatim }) });
      continue;
    }
    const quote = QUOTE.exec(line);
    const type = quote ? 'quote' : 'lines';
    if (open?.type !== type) {
      open = { type, lines: [] };
      blocks.push(open);
    }
    open.lines.push(parseInline(quote ? (quote[1] ?? '') : line, { verbatim }));
  }
}
