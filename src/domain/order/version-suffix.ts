import { isCommit, mayBeCommit } from './commits.ts';

/** What follows the number of a version. */
export type Suffix =
  | { kind: 'none' }
  /** `-rc.10`: before the version without it. */
  | { kind: 'before'; word: string; rank: number; ids: readonly Id[]; rest: Text }
  /** `-5-gabc1234`, as `git describe` writes it: that many commits after. */
  | { kind: 'after'; count: number; commit: string }
  /** A variant, a build, a branch: before or after, nobody knows. */
  | { kind: 'other'; text: Text };

/** What follows the word of a pre-release, as semantic versioning (§11) has it; a commit has no place among the others. */
export type Id = { kind: 'number'; value: number; commit: boolean } | { kind: 'word' | 'commit'; text: Text };

/** Some text, its numbers apart. */
export interface Text {
  /** With `#` for each number. */
  shape: string;
  numbers: readonly number[];
}

/** Words for what comes before a version; those with a rank follow on one another in that order. */
const before: Readonly<Record<string, { word: string; rank: number }>> = {
  ...ranked(1, 'alpha', 'a'),
  ...ranked(2, 'beta', 'b'),
  ...ranked(3, 'milestone', 'm'),
  ...ranked(4, 'rc', 'cr', 'c'),
  ...ranked(0, 'dev'),
  ...ranked(0, 'snapshot'),
  ...ranked(0, 'pre', 'preview'),
  ...ranked(0, 'nightly'),
  ...ranked(0, 'canary'),
};

function ranked(rank: number, word: string, ...aliases: string[]) {
  return Object.fromEntries([word, ...aliases].map((each) => [each, { word, rank }]));
}

const describePattern = /^-(\d+)-g([0-9a-f]{4,40})(?:-dirty)?$/;
/** A word, a number that may be glued to it, what follows with dots, and what follows otherwise. */
const beforePattern = /^([-_.~]?)([a-z]+)(?:[-_]?(\d+)(?![\da-z]))?((?:\.[\da-z]+)*)(?![\da-z])(.*)$/;
const finalPattern = /^[-_.](?:final|ga|release)$/;

/**
 * @param gluable whether a word may follow without anything between: `1.2b3`, but not `12b3`, which is a commit
 * @returns null where the number before it was none
 */
export function suffixOf(text: string, gluable: boolean): Suffix | null {
  const rest = text.toLowerCase().replace(/\+.*$/, '');
  if (rest === '' || finalPattern.test(rest)) return { kind: 'none' };
  const [, commits, commit] = describePattern.exec(rest) ?? [];
  if (commits !== undefined && commit !== undefined) return { kind: 'after', count: Number(commits), commit };
  const [, separator, word = '', count, dotted = '', tail = ''] = beforePattern.exec(rest) ?? [];
  const known = Object.hasOwn(before, word) ? before[word] : undefined;
  if (known !== undefined && (separator !== '' || gluable)) {
    // `1.0.2b` is a beta to some, and what came after 1.0.2 to others.
    if (separator === '' && word.length === 1 && count === undefined) return { kind: 'other', text: textOf(rest) };
    if (count !== undefined && mayBeCommit(count)) return { kind: 'before', ...known, ids: [], rest: textOf(rest) };
    const ids = [...(count === undefined ? [] : [count]), ...dotted.split('.').slice(1)];
    return { kind: 'before', ...known, ids: ids.map(idOf), rest: textOf(tail) };
  }
  return /^[-_.~]/.test(rest) ? { kind: 'other', text: textOf(rest) } : null;
}

function idOf(piece: string): Id {
  if (/^\d+$/.test(piece)) return { kind: 'number', value: Number(piece), commit: mayBeCommit(piece) };
  return { kind: isCommit(piece) ? 'commit' : 'word', text: textOf(piece) };
}

/** A commit is no number, whatever digits it has. */
function textOf(text: string): Text {
  const pieces = text.match(/[0-9a-z]+|[^0-9a-z]+/g) ?? [];
  const isOne = (piece: string) => isCommit(piece) || mayBeCommit(piece);
  const parts = pieces.flatMap((piece) => (isOne(piece) ? [{ piece, digits: false }] : apart(piece)));
  return {
    shape: parts.map(({ piece, digits }) => (digits ? '#' : piece)).join(''),
    numbers: parts.filter(({ digits }) => digits).map(({ piece }) => Number(piece)),
  };
}

function apart(text: string): { piece: string; digits: boolean }[] {
  return (text.match(/\d+|\D+/g) ?? []).map((piece) => ({ piece, digits: /^\d/.test(piece) }));
}
