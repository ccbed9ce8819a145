import type { ReactNode } from 'react';
import { emojiChar } from '../lib/emoji.ts';
import { signs } from './emojiSigns.tsx';
import { things } from './emojiThings.tsx';

/** Drawn here, so that they look the same on a machine without an emoji font. */
const DRAWN: Record<string, ReactNode> = { ...signs, ...things };

/** Which shortcodes are drawn rather than left to the machine's fonts. */
export const isDrawn = (name: string): boolean => Object.hasOwn(DRAWN, name);

/** One emoji by its shortcode (without colons); `char` is what stands there when it is not drawn. */
export function Emoji({ name, char }: { name: string; char?: string }): ReactNode {
  const drawing = isDrawn(name) ? DRAWN[name] : undefined;
  if (!drawing) return <span className="emoji-char">{char ?? emojiChar(name) ?? `:${name}:`}</span>;
  return (
    <svg className="emoji" viewBox="0 0 20 20" role="img" aria-label={`:${name}:`}>
      {drawing}
    </svg>
  );
}
