import { clip, escapeControl, escapeMrkdwn, tidy } from './escape.ts';

/**
 * One piece of what Sluice says, in both forms that Slack needs: mrkdwn for the blocks, and plain text for
 * notifications, screen readers and the report. Only the functions here make one, which is why nothing unescaped can
 * get into a message.
 */
export interface Words {
  readonly mrkdwn: string;
  readonly plain: string;
  /** The plain form, escaped, with mentions that reach people; absent where nobody is mentioned. */
  readonly calling?: string;
}

/** The plain form as Slack's `text` takes it, with mentions that reach people. */
export function callingForm({ plain, calling }: Words): string {
  return calling ?? escapeControl(plain);
}

/** The calling form of what is put together of pieces, where one of them has one. */
function callingOf(pieces: readonly Words[], put: (forms: string[]) => string): Pick<Words, 'calling'> {
  return pieces.some(({ calling }) => calling !== undefined) ? { calling: put(pieces.map(callingForm)) } : {};
}

export type Sayable = Words | string | number;

/** Longer values than this from people or systems are shortened where they are put into a sentence. */
const LONGEST_VALUE = 300;

/**
 * Template of a sentence: the fixed part is ours, every string put in is shortened and escaped, Words go in as they are.
 * Formatting belongs into `bold` and `code`, not into the fixed part, so that the plain form stays plain.
 */
export function say(parts: TemplateStringsArray, ...values: Sayable[]): Words {
  const words = values.map(toWords);
  return {
    mrkdwn: parts.reduce((text, part, index) => text + (words[index - 1]?.mrkdwn ?? '') + part),
    plain: parts.reduce((text, part, index) => text + (words[index - 1]?.plain ?? '') + part),
    ...callingOf(words, (forms) =>
      parts.map(escapeControl).reduce((text, part, index) => text + (forms[index - 1] ?? '') + part),
    ),
  };
}

/** A value from anywhere → Words that show just that value. */
export function toWords(value: Sayable): Words {
  if (typeof value === 'object') return value;
  const plain = clip(tidy(String(value)), LONGEST_VALUE);
  return { mrkdwn: escapeMrkdwn(plain), plain };
}

export const nothing: Words = { mrkdwn: '', plain: '' };

export function bold(value: Sayable): Words {
  const words = toWords(value);
  return words.mrkdwn === '' ? words : { ...words, mrkdwn: `*${words.mrkdwn}*` };
}

export function code(value: string): Words {
  const words = toWords(value);
  return words.mrkdwn === '' ? words : { ...words, mrkdwn: `\`${words.mrkdwn}\`` };
}

/** A text that marks its code with backticks, as our own notes do; each piece is shortened and escaped by itself. */
export function withCode(text: string): Words {
  const pieces = text.split('`');
  // An odd backtick is none of ours.
  if (pieces.length % 2 === 0) return toWords(text);
  return join(
    pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : spaced(piece))),
    '',
  );
}

/** As `toWords`, but the spaces around a piece stay. */
function spaced(piece: string): Words {
  const [, before = '', text = '', after = ''] = /^(\s?)(.*?)(\s?)$/s.exec(piece) ?? [];
  const { mrkdwn, plain } = toWords(text);
  return { mrkdwn: before + mrkdwn + after, plain: before + plain + after };
}

/** The address if it is http(s) and has nothing in it that would end a link early, else null. */
export function safeUrl(url: string): string | null {
  return /^https?:\/\/[^\s<>|"\\^`{}]+$/i.test(url) && url.length <= 2000 ? url : null;
}

/** Words that lead to an address; alone where it is none that can be linked. The plain form has both. */
export function link(url: string | null, text: Sayable): Words {
  const words = toWords(text);
  const safe = url === null ? null : safeUrl(url);
  if (safe === null || words.mrkdwn === '') return words;
  return { mrkdwn: `<${safe.replaceAll('&', '&amp;')}|${words.mrkdwn}>`, plain: `${words.plain} (${safe})` };
}

/** Puts pieces together; what is empty in one of the forms is left out of that form. */
export function join(pieces: readonly Words[], separator: string): Words {
  const full = (texts: string[]) => texts.filter((text) => text !== '').join(separator);
  return {
    mrkdwn: full(pieces.map(({ mrkdwn }) => mrkdwn)),
    plain: full(pieces.map(({ plain }) => plain)),
    ...callingOf(pieces, full),
  };
}

/** Several pieces under each other. */
export function lines(...pieces: (Words | null)[]): Words {
  return join(
    pieces.filter((piece) => piece !== null),
    '\n',
  );
}

export function italic(value: Sayable): Words {
  const words = toWords(value);
  return words.mrkdwn === '' ? words : { ...words, mrkdwn: `_${words.mrkdwn}_` };
}
