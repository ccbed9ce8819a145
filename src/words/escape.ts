/** Word joiner: shows nothing, and breaks `:emoji:` codes apart. */
const JOINER = '\u2060';

/**
 * One clean line of text: no control characters, no line breaks, no characters that turn the reading direction, no
 * emoji codes. Safe for Slack's plain_text.
 */
export function tidy(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, '')
    .replace(/:(?=[\w+-]+:)/g, `:${JOINER}`)
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** What Slack needs escaped everywhere: without it `<!channel>` would call everybody. */
export function escapeControl(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Text from a person or a system → mrkdwn that shows exactly that text. Slack has no escape for its formatting
 * characters, so those that would format are replaced by characters that look alike; an underscore inside a word formats
 * nothing and stays.
 */
export function escapeMrkdwn(text: string): string {
  return escapeControl(tidy(text))
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ');
}

/** Text that stands in an SVG picture, in an element or in an attribute. */
export function escapeXml(text: string): string {
  const clean = text.replace(/[^\P{C}]/gu, ' ');
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** One word of a command that is pasted into a shell, quoted where the shell would read more in it. */
export function quote(word: string): string {
  return /^[\w./:@=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Shortens plain text to at most `max` UTF-16 units, with "…" in place of the rest; never halves a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** As `clip`, for mrkdwn: never ends inside `&amp;` or `<@U…>`. */
export function clipMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/<[^>]*$/, '').replace(/&[a-z]{0,3}$/, '')}…`;
}
