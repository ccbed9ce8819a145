import { clone, isDict } from './json.ts';
import type { Dict } from './types.ts';

/** A value with what its structural schema says of members that are not there, as the API server fills it in; a copy. */
export function withSchemaDefaults(schema: Dict, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema as { items?: unknown };
    return isDict(items) ? value.map((item) => withSchemaDefaults(items, item)) : value;
  }
  if (!isDict(value)) return value;
  const filled: Dict = { ...value };
  for (const [key, property] of Object.entries((schema['properties'] as Dict | undefined) ?? {})) {
    if (!isDict(property)) continue;
    const member = filled[key] === undefined ? clone(property['default']) : filled[key];
    if (member !== undefined) filled[key] = withSchemaDefaults(property, member);
  }
  return filled;
}
