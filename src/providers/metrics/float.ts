/** Characters of a number: more than the longest that a double can be written as. */
const maxNumber = 400;

/** Each part has one way to match, so that no digits are gone over twice. */
const decimal = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/**
 * A number as Prometheus itself reads one from a page (`parseFloat` of its `model/textparse`): Go's `strconv.ParseFloat`
 * without what Go 1.13 brought, so decimals (`+5`, `.5`, `5.`, `1e-3`), `Inf` and `Infinity` with or without a sign, and
 * `NaN` without one, in any case. `0x10`, `0x1p-2`, `0b1`, `1_000`, `1e`, blanks, nothing at all, and a decimal that no
 * double can hold are none.
 * @returns null where it is no number; NaN and infinite ones are numbers
 */
export function readFloat(text: string): number | null {
  if (text.length > maxNumber) return null;
  if (text.toLowerCase() === 'nan') return Number.NaN;
  const infinite = infinity.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/**
 * Why a number is none that a counter can have: sums of larger ones are no numbers any more, and no log could keep them.
 * @returns null where it may be one; else what it is, in words
 */
export function noCount(value: number): string | null {
  if (!Number.isFinite(value) || value < 0) return String(value);
  return value > Number.MAX_SAFE_INTEGER ? `${value}, which is more than can be counted` : null;
}

/** A text in quotes for people, cut where it is long. */
export function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
