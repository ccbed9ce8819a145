import type { ReactNode } from 'react';
import { splitEmoji } from '../lib/emoji.ts';
import { unescapeText } from '../lib/inline.ts';
import { inOrder } from '../lib/inOrder.ts';
import { safeUrl } from '../lib/token.ts';
import { Emoji } from './Emoji.tsx';

/** Text with known emoji characters drawn. */
export function Words({ text }: { text: string }): ReactNode {
  return inOrder(splitEmoji(text), (part) =>
    'emoji' in part ? <Emoji name={part.emoji} char={part.char} /> : part.text,
  );
}

/** A link that opens a new tab; an address that no browser should follow is shown as text. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  const href = safeUrl(url);
  if (!href) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

const SHORTCODE = /:([a-z0-9_+'-]+):/g;

/** plain_text: no markup but emoji shortcodes (unless `emoji` is false) and line breaks. */
export function Plain({ text, emoji = true }: { text: string; emoji?: boolean }): ReactNode {
  const parts = emoji ? unescapeText(text).split(SHORTCODE) : [unescapeText(text)];
  return inOrder(parts, (part, index) => (index % 2 === 0 ? <Words text={part} /> : <Emoji name={part} />));
}
