import { z } from 'zod';
import { PatternError, wholePattern } from './pattern.ts';

/** Shared by the sources that name metrics. */
export const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not a metric name');
export const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'is not a label name');
/** A regular expression of RE2 that must match a label's whole value. */
export const pattern = z.string().check(({ value, issues }) => {
  const message = patternFault(value);
  if (message !== null) issues.push({ code: 'custom', input: value, message, params: { pattern: true } });
});

/** What is wrong with a regular expression, in words; null where nothing is. */
export function patternFault(text: string): string | null {
  try {
    wholePattern(text);
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
