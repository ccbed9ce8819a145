import { wholePattern } from './pattern.ts';
import { remembered } from './where.ts';

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
  /** What values of it may stand beside. */
  family: 'http' | 'grpc' | 'words';
  others: readonly string[];
  failures: readonly string[];
}

const codes: readonly Vocabulary[] = [
  { kind: 'status codes of HTTP', family: 'http', others: range(100, 499), failures: range(500, 599) },
  {
    kind: 'classes of HTTP’s status codes',
    family: 'http',
    others: ['1', '2', '3', '4'].flatMap((digit) => spellings(`${digit}xx`)),
    failures: spellings('5xx'),
  },
  { kind: 'first digits of HTTP’s status codes', family: 'http', others: range(1, 4), failures: ['5'] },
  {
    kind: 'codes of gRPC',
    family: 'grpc',
    others: ['OK', 'Ok', 'CANCELLED', 'Cancelled'],
    failures: grpcNames.flatMap((name) => [name, snake(name)]),
  },
  { kind: 'codes of gRPC as numbers', family: 'grpc', others: ['0'], failures: range(1, 16) },
];

const wordings: readonly Vocabulary[] = [
  {
    kind: 'outcomes',
    family: 'words',
    others: spellings('SUCCESS', 'INFORMATIONAL', 'REDIRECTION', 'CLIENT_ERROR'),
    failures: spellings('SERVER_ERROR', 'ERROR', 'FAILURE', 'UNKNOWN'),
  },
  { kind: 'yes or no', family: 'words', others: [], failures: spellings('True', 'False') },
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

/** What a value says of a request by a pattern for failures; `untold` where it says neither. */
export type Outcome = 'well' | 'failures' | 'untold';

/** What says that nothing is known, whatever else may: as a pattern for failures it is not meant as a code. */
const unknown = spellings('Unknown');

/**
 * Tells by the pattern. Where it is for codes, what is no code of that kind tells nothing: `0`, `000`, `-` or `UNKNOWN`
 * beside those of HTTP are requests that never got an answer, or whose answer nobody knows. So is an outcome of failures
 * that the pattern for outcomes leaves out. Other words are anybody's. @throws PatternError in words
 */
export function outcomesBy(pattern: string): (value: string) => Outcome {
  const matches = wholePattern(pattern);
  const means = ({ failures }: Vocabulary) => failures.some((word) => !unknown.includes(word) && matches(word));
  const worded = wordings.filter(means);
  const families = new Set(worded.length > 0 ? [] : codes.filter(means).map(({ family }) => family));
  const known = codes.filter(({ family }) => families.has(family));
  const isTold = (value: string) =>
    known.length > 0
      ? known.some((one) => has(one, value))
      : !worded.some(({ kind, failures }) => kind === 'outcomes' && failures.includes(value));
  return remembered((value) => {
    if (matches(value)) return 'failures';
    return value !== '' && isTold(value) ? 'well' : 'untold';
  });
}
