import { z } from 'zod';

/** A word that an event may carry, with the field it stands in: `type=approved`, `code=deadline`. */
type FieldWord = string;

/** Every fixed word that a schema knows. */
export function wordsOfSchema(schema: z.ZodType): Set<FieldWord> {
  const found = new Set<FieldWord>();
  walk(z.toJSONSchema(schema, { unrepresentable: 'any' }), (properties) => {
    for (const [field, each] of Object.entries(properties)) {
      if (!isObject(each)) continue;
      const words = each['const'] === undefined ? each['enum'] : [each['const']];
      if (Array.isArray(words)) for (const word of words) found.add(`${field}=${String(word)}`);
    }
  });
  return found;
}

function walk(node: unknown, visit: (properties: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  if (!isObject(node)) return;
  if (isObject(node['properties'])) visit(node['properties']);
  for (const each of Object.values(node)) walk(each, visit);
}

/** Every text, number and truth value in a value, with the field it stands in. */
export function wordsOfValue(value: unknown, found = new Set<FieldWord>()): Set<FieldWord> {
  if (Array.isArray(value)) for (const each of value) wordsOfValue(each, found);
  if (!isObject(value)) return found;
  for (const [field, each] of Object.entries(value)) {
    if (['string', 'number', 'boolean'].includes(typeof each)) found.add(`${field}=${String(each)}`);
    wordsOfValue(each, found);
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
