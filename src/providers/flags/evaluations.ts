import type { Evaluation, FlagValue, Question } from './flags.ts';

type ErrorCode = NonNullable<Evaluation<FlagValue>['errorCode']>;

/** What is said of a question that has no answer. @param why plain text without secrets */
export function unanswered<T extends FlagValue>(
  question: Question<T>,
  errorCode: ErrorCode,
  why: string,
): Evaluation<T> {
  return { value: question.otherwise, variant: null, reason: 'ERROR', errorCode, errorMessage: why };
}

/** What is said of a value that was answered: only one of the type that was asked for is given on. */
export function answered<T extends FlagValue>(
  question: Question<T>,
  value: unknown,
  { variant, reason }: Pick<Evaluation<T>, 'variant' | 'reason'>,
): Evaluation<T> {
  const { flag, otherwise } = question;
  if (typeOf(value) === typeOf(otherwise)) return { value: value as T, variant, reason };
  return unanswered(question, 'TYPE_MISMATCH', `${flag} is ${typeOf(value)}, not ${typeOf(otherwise)}`);
}

/** In OpenFeature's words: boolean, number, string, or object for all else. */
export function typeOf(value: unknown): string {
  return typeof value;
}
