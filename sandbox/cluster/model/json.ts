import type { Dict } from './types.ts';

/** True for plain JSON objects: not null, not a list. */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is a JSON object, else an empty one. */
export function asDict(value: unknown): Dict {
  return isDict(value) ? value : {};
}

/** The value when it is a list, else an empty one. */
export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Follows keys into nested objects; undefined as soon as one is missing. */
export function dig(value: unknown, ...keys: string[]): unknown {
  let current = value;
  for (const key of keys) {
    if (!isDict(current)) return undefined;
    current = current[key];
  }
  return current;
}

/** A copy of a JSON value that shares nothing with it. Drops undefined members, as JSON does. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => clone(item)) as T;
  if (!isDict(value)) return value;
  const copy: Dict = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== undefined) copy[key] = clone(value[key]);
  }
  return copy as T;
}

/** Equality of JSON values; the order of members does not count, that of list items does. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isDict(a) || !isDict(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  const others = Object.keys(b).filter((key) => b[key] !== undefined);
  return keys.length === others.length && keys.every((key) => b[key] !== undefined && equal(a[key], b[key]));
}

/** JSON text with sorted members: equal values give equal text. */
export function canonical(value: unknown, indent = 0): string {
  return JSON.stringify(sorted(value), null, indent);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isDict(value)) return value;
  const copy: Dict = {};
  for (const key of Object.keys(value).sort()) copy[key] = sorted(value[key]);
  return copy;
}
