import { z } from 'zod';
import { errorPattern } from './page.ts';

/** Shared by the sources that name metrics. */
export const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'is not a metric name');
export const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'is not a label name');
/** A regular expression that must match a label's whole value. */
export const pattern = z.string().refine((text) => {
  try {
    return errorPattern(text) !== null;
  } catch {
    return false;
  }
}, 'is not a regular expression');
