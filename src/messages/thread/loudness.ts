import type { Cause } from '../../domain/cause.ts';
import { isDeliberate } from '../../domain/deliberate.ts';
import type { Release } from '../../domain/release.ts';
import { mention } from '../../words/people.ts';
import type { Words } from '../../words/words.ts';
import { type Block, callingMessage, colors, type Message, message } from '../blocks/blocks.ts';
import { concerned, type View } from '../card/parts.ts';

/** How loudly it is told that something went back. */
export interface Loudness {
  mark: '🔴' | '↩';
  /** Who is called. */
  who: Words;
  say(spoken: Words, blocks: readonly Block[]): Message;
}

/** What a person wanted is told to whoever asked for the release, in no alarming colour; all else calls those who must know. */
export function loudnessOf(cause: Cause, last: Release, view: View): Loudness {
  if (isDeliberate(cause, last)) {
    return {
      mark: '↩',
      who: mention(last.request.by),
      say: (spoken, blocks) => message(spoken, [...blocks], colors.quiet),
    };
  }
  const say = (spoken: Words, blocks: readonly Block[]) => callingMessage(spoken, [...blocks], colors.bad);
  return { mark: '🔴', who: concerned(last, view), say };
}
