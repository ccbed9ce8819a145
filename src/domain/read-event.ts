import type { z } from 'zod';
import { eventSchema, type ReleaseEvent } from './events.ts';

/** What an entry of a log is to this version of Sluice. */
export type ReadEvent =
  | { kind: 'event'; event: ReleaseEvent }
  /** Sound, but of a type, kind, code or format that only a newer version knows. */
  | { kind: 'newer'; detail: string }
  /** Not an event of any version: damaged, or cut short. */
  | { kind: 'broken'; detail: string };

/** Reads a parsed log entry; null stands for text that was no JSON. */
export function readEvent(raw: unknown): ReadEvent {
  const parsed = eventSchema.safeParse(raw);
  if (parsed.success) return { kind: 'event', event: parsed.data };
  const { issues } = parsed.error;
  const foreign = issues.find((issue) => !isUnknownWord(issue, raw));
  const told = foreign ?? issues[0];
  const place = told?.path.map(String).join('.') || 'the entry';
  if (foreign) return { kind: 'broken', detail: `${place}: ${foreign.message.slice(0, 200)}` };
  return { kind: 'newer', detail: `${place} is ${JSON.stringify(valueAt(raw, told?.path ?? [])).slice(0, 60)}` };
}

/** A word stands where a word belongs, only that nobody here knows it: what a later version adds looks like this. */
function isUnknownWord({ code, path }: z.core.$ZodIssue, raw: unknown): boolean {
  if (code !== 'invalid_union' && code !== 'invalid_value') return false;
  const value = valueAt(raw, path);
  return typeof value === 'string' || (path.at(-1) === 'format' && typeof value === 'number');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
}
