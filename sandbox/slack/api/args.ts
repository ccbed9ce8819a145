import { z } from 'zod';
import { describeIssues } from '../blocks/issues.ts';
import type { JsonObject } from '../protocol.ts';
import { withMessages } from './errors.ts';

/** A string; numbers are taken too, since JSON bodies carry them. */
export const str = z.union([z.string(), z.number().transform(String)]);

/** Forms carry booleans as words. */
export const bool = z.union([z.boolean(), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0', ''] })]);

export const int = z.coerce.number().int();

/** A value that a form carries as JSON text. Text that is no JSON stays text, for the method to refuse. */
export const structured = z.unknown().transform((value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
});

/**
 * Reads a call's arguments.
 *
 * @throws SlackError invalid_arguments, with a line for each fault
 */
export function readArgs<S extends z.ZodType>(schema: S, args: JsonObject): z.output<S> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  throw withMessages('invalid_arguments', describeIssues(parsed.error.issues, [], args));
}
