import { clone, isDict } from '../model/json.ts';
import type { Dict } from '../model/types.ts';

/** Applies an RFC 7386 merge patch: null removes, objects merge, all else replaces. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return clone(patch);
  const result: Dict = isDict(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}
