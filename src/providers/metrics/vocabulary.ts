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
const vocabularies: readonly { kind: string; others: readonly string[]; failures: readonly string[] }[] = [
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
  {
    kind: 'outcomes',
    others: spellings('SUCCESS', 'INFORMATIONAL', 'REDIRECTION', 'CLIENT_ERROR'),
    failures: spellings('SERVER_ERROR', 'ERROR', 'FAILURE', 'UNKNOWN'),
  },
  { kind: 'yes or no', others: [], failures: spellings('True', 'False') },
];

/**
 * Of what kind these values are, where the pattern matches no failure of that kind: it was written for another. Null where
 * it may match, or the values are of no kind that is known. @throws PatternError in words
 */
export function neverMatches(pattern: string, values: readonly string[]): string | null {
  const matches = wholePattern(pattern);
  if (values.length === 0 || values.some(matches)) return null;
  const fitting = vocabularies.filter(({ others, failures }) =>
    values.every((value) => others.includes(value) || failures.includes(value)),
  );
  const [first] = fitting;
  return first && !fitting.some(({ others, failures }) => [...failures, ...others].some(matches)) ? first.kind : null;
}
