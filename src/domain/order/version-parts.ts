import { isDate, isTime, isYear } from './calendar.ts';
import { mayBeCommit } from './commits.ts';
import { type Suffix, suffixOf } from './version-suffix.ts';

/**
 * What a version counts by: `numbers`, two or more with dots between them; `date`, the year first; `count`, one number
 * that grows from build to build. Those of different schemes can't be compared.
 */
export type Scheme = 'numbers' | 'date' | 'count';

/** A version, taken apart. */
export interface VersionParts {
  /** What stands before the number, in lower case: `release-`. A leading `v` is left out. */
  prefix: string;
  scheme: Scheme;
  numbers: readonly number[];
  /** HHMMSS as one number; null where a date has no time. */
  time: number | null;
  suffix: Suffix;
}

interface Core {
  scheme: Scheme;
  numbers: readonly number[];
  time: number | null;
  /** What follows. */
  rest: string;
}

/** Words and dashes before the number, the word that may be glued to it, and the number with all that follows. */
const startPattern = /^((?:(?!v\d)[a-z][a-z0-9]*[-_.])*)(v|ver|version|build|release|rel|rev|r)?(\d.*)$/i;

/** One number after any other word may be a ticket, a pull request or a variant (`pr-12`, `node-20`): it says nothing of age. */
const counting =
  /(?:^|[-_.])(?:build|bld|ci|run|r|rev|rel|release|ver|version|job|pipeline|main|master|trunk|develop|dev)[-_.]?$/;
/** After these no commit follows. */
const surelyCounting = /(?:^|[-_.])(?:build|bld|run|ver|version|job|pipeline)[-_.]?$/;

/** Longer numbers can't be told apart exactly. */
const tooLong = /\d{16}/;

/** Most versions look like this, and a registry may have a million of them. */
const plainPattern = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

/**
 * Takes a version apart, as far as its order can be known.
 * @returns null for what has no order: branches, commits, words
 */
export function partsOf(version: string): VersionParts | null {
  const plain = plainPattern.exec(version);
  if (plain && !isYear(Number(plain[1])) && !isYear(Number(plain[3]))) {
    const numbers = [Number(plain[1]), Number(plain[2]), Number(plain[3])];
    return { prefix: '', scheme: 'numbers', numbers, time: null, suffix: { kind: 'none' } };
  }
  const [, words = '', glued = '', body] = startPattern.exec(version) ?? [];
  if (body === undefined || tooLong.test(body) || isYearLast(body)) return null;
  const prefix = `${words}${/^v$/i.test(glued) ? '' : glued}`.toLowerCase();
  const core = dateIn(body) ?? dottedIn(body);
  if (core === null || (core.scheme === 'count' && !counts(prefix, body))) return null;
  const { rest, ...known } = core;
  const suffix = suffixOf(rest, core.scheme === 'numbers');
  return suffix && { prefix, ...known, suffix };
}

/** Whether a number after these words grows from build to build: not the all but arbitrary id of a commit. */
function counts(prefix: string, body: string): boolean {
  if (mayBeCommit(/^\d+/.exec(body)?.[0] ?? '') && !surelyCounting.test(prefix)) return false;
  return prefix === '' || counting.test(prefix);
}

/** `03.11.2024`: a day of November to some, and of March to others. */
function isYearLast(body: string): boolean {
  const [, first, , second, year] = /^(\d{1,2})([-_.])(\d{1,2})\2(\d{4})(?!\d)/.exec(body) ?? [];
  return [
    [year, first, second],
    [year, second, first],
  ].some((parts) => isDate(parts.map(Number)));
}

const separatedDate = /^(\d{4})([-_])(\d{1,2})(?:\2(\d{1,2}))?(?!\d|t(?!\d)|[a-su-z])/i;
const compactDate = /^(\d{4})(\d{2})(\d{2})(?=(?:\d{4}|\d{6})?(?!\d))/;
const timePattern = /^[-_.t]?(\d{2})[-_.:]?(\d{2})(?:[-_.:]?(\d{2}))?z?(?![\da-z])/i;
const countPattern = /^[-_.](\d{1,3})(?![\da-z])/i;

/** `2024-11-03`, `20241103`, each with a time or a count of its day after it. */
function dateIn(body: string): Core | null {
  const [separated, year, , month, day] = separatedDate.exec(body) ?? [];
  const [compact, ...digits] = compactDate.exec(body) ?? [];
  const text = separated ?? compact;
  const numbers = (separated === undefined ? digits : [year, month, day]).flatMap((each) =>
    each === undefined ? [] : [Number(each)],
  );
  return text === undefined || !isDate(numbers) ? null : withinDay(numbers, body.slice(text.length));
}

/** `1.2.3`, `97`; and with a year in front a date again, since `2024.11.3` is read as one. */
function dottedIn(body: string): Core | null {
  const text = /^\d+(?:\.\d+)*/.exec(body)?.[0] ?? '';
  const numbers = text.split('.').map(Number);
  const rest = body.slice(text.length);
  if (numbers.length > 1 && isYear(numbers[0])) return withinDay(numbers, rest);
  return { scheme: numbers.length > 1 ? 'numbers' : 'count', numbers, time: null, rest };
}

function withinDay(numbers: readonly number[], rest: string): Core {
  const whole = numbers.length >= 3;
  const [timeText, ...clock] = (whole && timePattern.exec(rest)) || [];
  if (timeText !== undefined && isTime(clock)) {
    const [hours, minutes, seconds] = clock.map((each) => Number(each ?? 0));
    const time = (hours ?? 0) * 10_000 + (minutes ?? 0) * 100 + (seconds ?? 0);
    return { scheme: 'date', numbers, time, rest: rest.slice(timeText.length) };
  }
  const [countText, count] = (whole && countPattern.exec(rest)) || [];
  if (countText === undefined) return { scheme: 'date', numbers, time: null, rest };
  return { scheme: 'date', numbers: [...numbers, Number(count)], time: null, rest: rest.slice(countText.length) };
}
