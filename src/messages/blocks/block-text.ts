import { clip, clipMrkdwn, tidy } from '../../words/escape.ts';
import type { Words } from '../../words/words.ts';
import { limits } from './block-limits.ts';

/** Text that is shown as it is. */
export interface PlainText {
  type: 'plain_text';
  text: string;
}

/** Text in Slack's markup. */
export interface MrkdwnText {
  type: 'mrkdwn';
  text: string;
  /** True: Slack must not make links or mentions of its own out of words. */
  verbatim: true;
}

/** @param max UTF-16 units; what is beyond is cut. Nothing becomes a dash, since Slack refuses empty text. */
export function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: clip(tidy(text) || '–', max) };
}

/** @param max UTF-16 units; what is beyond is cut. Nothing becomes a dash, since Slack refuses empty text. */
export function mrkdwn(words: Words, max: number = limits.text): MrkdwnText {
  return { type: 'mrkdwn', text: unbroken(clipMrkdwn(words.mrkdwn.trim() || '–', max)), verbatim: true };
}

/** Keeps a number with its unit and a mark with its word on one line, outside of code: most read it on a phone. */
function unbroken(text: string): string {
  return text
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(breakable, '$1\u00a0')))
    .join('`');
}

const breakable = /((?<=^|\s|\()[✓✗✋≤]|\d) (?=(?:%|×|(?:ms|s|min|h|d)(?![\p{L}\d]))|(?<=[✓✗✋≤] )\S)/gu;
