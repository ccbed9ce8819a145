import { wholePattern } from './pattern.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const grpcNames = [
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];
const snake = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
const spellings = (...texts: string[]) => texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]);

/** Values that a label of outcomes has, by what they are: all those that tell of a failure, and all others. */
interface Vocabulary {
  kind: string;
  others: readonly string[];
  failures: readonly string[];
}

const codes: readonly Vocabulary[] = [
  { kind: 'status codes of HTTP', others: range(100, 499), failures: range(500, 599) },
  {
    kind: 'classes of HTTP’s status codes',
    others: ['1', '2', '3', '4'].flatMap((digit) => spellings(`${digit}xx`)),
    failures: spellings('5xx'),
  },
  { kind: 'first digits of HTTP’s status codes', others: range(1, 4), failures: ['5'] },
  {
    kind: 'codes of gRPC',
    others: ['OK', 'Ok', 'CANCELLED'],
    failures: grpcNames.flatMap((name) => [name, snake(name)]),
  },
  { kind: 'codes of gRPC as numbers', others: ['0'], failures: range(1, 16) },
];

const wordings: readonly Vocabulary[] = [
  {
    kind: 'outcomes',
    others: spellings('SUCCESS', 'INFORMATIONAL', 'REDIRECTION', 'CLIENT_ERROR'),
    failures: spellings('SERVER_ERROR', 'ERROR', 'FAILURE', 'UNKNOWN'),
  },
  { kind: 'yes or no', others: [], failures: spellings('True', 'False') },
];

const vocabularies = [...codes, ...wordings];
const failureWords = wordings
  .flatMap(({ failures }) => failures)
  .filter((word) => !codes.some(({ failures }) => failures.includes(word)));

/**
 * Why the pattern counts no failure among these values: it was written for values of another kind. Null where it may
 * match one, or was not written for codes. @throws PatternError in words
 */
export function neverMatches(pattern: string, values: readonly string[]): string | null {
  const matches = wholePattern(pattern);
  if (values.length === 0 || values.some(matches)) return null;
  const fitting = vocabularies.filter((one) => values.every((value) => has(one, value)));
  const [first] = fitting;
  if (first) return fitting.some((one) => [...one.failures, ...one.others].some(matches)) ? null : `are ${first.kind}`;
  // Words are anybody's, and those that failures have may not be known; codes are not.
  const meant = codes.filter(({ failures }) => failures.some(matches));
  const [written] = meant;
  if (!written || failureWords.some(matches) || meant.some((one) => values.some((value) => has(one, value))))
    return null;
  return `are not ${written.kind}`;
}

function has({ others, failures }: Vocabulary, value: string): boolean {
  return others.includes(value) || failures.includes(value);
}
