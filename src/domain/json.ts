import { z } from 'zod';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Nobody writes what is nested more deeply, and what is may be too deep for those that go through it. */
const deepest = 200;

const anyJson: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(anyJson), z.record(z.string(), anyJson)]),
);

/** Any JSON that is not nested without end. */
export const jsonSchema: z.ZodType<Json> = z
  .unknown()
  .refine(isShallow, { error: 'is nested too deeply' })
  .pipe(anyJson);

function isShallow(root: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > deepest) return false;
    for (const member of Object.values(value)) open.push({ value: member, depth: depth + 1 });
  }
  return true;
}

/** What a text from outside says; null where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a text from outside says, read by its schema; null where it is something else. */
export function readJson<T>(schema: z.ZodType<T>, text: string): T | null {
  return schema.safeParse(parseJson(text)).data ?? null;
}

/**
 * JSON with the keys of every object in code-unit order, no white space and no undefined members, so that equal
 * values have equal texts (as RFC 8785 orders keys; numbers are those of JSON.stringify).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
