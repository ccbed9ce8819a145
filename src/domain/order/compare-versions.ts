import { partsOf, type Scheme, type VersionParts } from './version-parts.ts';
import type { Id, Suffix, Text } from './version-suffix.ts';

/**
 * Which of two versions is the older one, as people read them: numbers by number, dates by day, builds by their count,
 * pre-releases before what they lead to. Only what can be known: a branch, a commit, two variants of one version, or
 * `1.2` beside `1.2.3` (it may be the newest 1.2 there is) have no order.
 * @returns negative where `a` is older, positive where it is newer, 0 for the same place; null where they can't be compared
 */
export function compareVersions(a: string, b: string): number | null {
  if (a === b) return 0;
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === null || right === null || left.prefix !== right.prefix || left.scheme !== right.scheme) return null;
  return compareParts(left, right);
}

function compareParts(a: VersionParts, b: VersionParts): number | null {
  const differing = firstDifference(a.numbers, b.numbers);
  if (differing !== 0) return differing;
  if ((a.time === null) !== (b.time === null)) return null;
  const shorter = Math.min(a.numbers.length, b.numbers.length);
  if (a.numbers.length !== b.numbers.length) return shorter < 3 ? null : a.numbers.length - b.numbers.length;
  return (a.time ?? 0) - (b.time ?? 0) || compareSuffixes(a.suffix, b.suffix);
}

/** Of the numbers that both have. */
function firstDifference(a: readonly number[], b: readonly number[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right !== undefined && left !== right) return left - right;
  }
  return 0;
}

function compareSuffixes(a: Suffix, b: Suffix): number | null {
  if (a.kind === 'other' || b.kind === 'other') {
    return a.kind === 'other' && b.kind === 'other' ? compareTexts(a.text, b.text) : null;
  }
  if (a.kind === 'before' && b.kind === 'before') {
    if (a.word !== b.word) return a.rank === 0 || b.rank === 0 ? null : a.rank - b.rank;
    return comparePreReleases(a, b);
  }
  if (a.kind === 'after' && b.kind === 'after') return a.count - b.count || (a.commit === b.commit ? 0 : null);
  return levels[a.kind] - levels[b.kind];
}

type PreRelease = Pick<Extract<Suffix, { kind: 'before' }>, 'ids' | 'rest'>;

/** As semantic versions have it: a number before a word, and what is shorter before what goes on. */
function comparePreReleases(a: PreRelease, b: PreRelease): number | null {
  for (const [at, left] of a.ids.entries()) {
    const right = b.ids[at];
    const order = right === undefined ? 0 : compareId(left, right);
    if (order !== 0) return order;
  }
  if (a.ids.length === b.ids.length) return compareTexts(a.rest, b.rest);
  const shorter = a.ids.length < b.ids.length ? a : b;
  return shorter.rest.shape === '' ? a.ids.length - b.ids.length : null;
}

function compareId(a: Id, b: Id): number | null {
  if (a.kind === 'number' && b.kind === 'number') return a.value - b.value;
  if (a.kind === 'number') return b.kind === 'commit' && a.commit ? null : -1;
  if (b.kind === 'number') return a.kind === 'commit' && b.commit ? null : 1;
  if (a.kind === 'word' && b.kind === 'word') return listedTexts(a.text, b.text);
  return a.text.shape === b.text.shape ? 0 : null;
}

function compareTexts(a: Text, b: Text): number | null {
  return a.shape === b.shape ? firstDifference(a.numbers, b.numbers) : null;
}

/** Around the version itself; what has no order beside it is listed just before it. */
const levels: Readonly<Record<Suffix['kind'], number>> = { before: -2, other: -1, none: 0, after: 1 };

const schemes: Readonly<Record<Scheme, number>> = { numbers: 0, date: 1, count: 2 };

/** Made when it is first needed: it keeps 3 MB of locale data in memory. */
let collator: Intl.Collator | undefined;

/** A version to be put in a list: taken apart once. */
export interface Listed {
  version: string;
  parts: VersionParts | null;
}

/**
 * The order of a list, the newest first: wherever `compareVersions` knows, as it says. What can't be compared stands in
 * groups: plain numbers, dates, counts, then what has a prefix, by it, then all others by name, the highest number first.
 */
export function newerFirst(a: Listed, b: Listed): number {
  if (a.parts === null || b.parts === null) {
    if (a.parts === null && b.parts === null) return -byName(a.version, b.version);
    return a.parts === null ? 1 : -1;
  }
  const [left, right] = [a.parts, b.parts];
  return (
    byName(left.prefix, right.prefix) ||
    schemes[left.scheme] - schemes[right.scheme] ||
    -totalOrder(left, right) ||
    byName(a.version, b.version)
  );
}

/** A total order in which what is known to be older comes first. */
function totalOrder(a: VersionParts, b: VersionParts): number {
  return (
    firstDifference(a.numbers, b.numbers) ||
    a.numbers.length - b.numbers.length ||
    (a.time ?? -1) - (b.time ?? -1) ||
    levels[a.suffix.kind] - levels[b.suffix.kind] ||
    withinLevel(a.suffix, b.suffix)
  );
}

function withinLevel(a: Suffix, b: Suffix): number {
  if (a.kind === 'before' && b.kind === 'before') {
    return a.rank - b.rank || byName(a.word, b.word) || listedIds(a.ids, b.ids) || listedTexts(a.rest, b.rest);
  }
  if (a.kind === 'after' && b.kind === 'after') return a.count - b.count;
  return a.kind === 'other' && b.kind === 'other' ? listedTexts(a.text, b.text) : 0;
}

function listedIds(a: readonly Id[], b: readonly Id[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    const order = right === undefined ? 1 : listedId(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const idKinds: Readonly<Record<Id['kind'], number>> = { number: 0, commit: 1, word: 2 };

function listedId(a: Id, b: Id): number {
  if (a.kind === 'number' && b.kind === 'number') return a.value - b.value;
  if (a.kind === 'number' || b.kind === 'number' || a.kind !== b.kind) return idKinds[a.kind] - idKinds[b.kind];
  return listedTexts(a.text, b.text);
}

function listedTexts(a: Text, b: Text): number {
  return byName(a.shape, b.shape) || firstDifference(a.numbers, b.numbers);
}

function byName(a: string, b: string): number {
  if (a === b) return 0;
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
