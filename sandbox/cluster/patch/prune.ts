import { asArray, equal, isDict } from '../model/json.ts';
import type { Dict, KubeObject, ResourceType } from '../model/types.ts';
import { SEPARATOR } from './field-set.ts';
import { itemKey, mergeRule } from './list-rules.ts';

/**
 * Removes the abandoned fields that are owned by nobody. A list item goes as a whole, with what the server added to
 * it, unless somebody still owns a part of it; objects that this empties go too.
 */
export function pruneFields(
  type: ResourceType,
  object: KubeObject,
  abandoned: readonly string[],
  stillOwned: ReadonlySet<string>,
): KubeObject {
  const owned = [...stillOwned];
  let result: Dict = object;
  for (const path of [...abandoned].sort()) {
    if (stillOwned.has(path)) continue;
    const elements = path.split(SEPARATOR);
    if (elements.at(-1) !== '.') {
      // Somebody who owns a part of what was applied as one value keeps that part.
      if (!owned.some((other) => other.startsWith(path + SEPARATOR))) result = without(type, [], result, elements);
      continue;
    }
    const item = elements.slice(0, -1);
    const prefix = item.join(SEPARATOR) + SEPARATOR;
    if (!owned.some((other) => other.startsWith(prefix))) result = without(type, [], result, item);
  }
  return result as KubeObject;
}

function without(type: ResourceType, names: readonly string[], node: Dict, elements: readonly string[]): Dict {
  const [first = '', ...rest] = elements;
  const key = first.slice(2);
  if (!Object.hasOwn(node, key)) return node;
  const path = [...names, key];
  const { [key]: member, ...others } = node;
  if (rest.length === 0) return others;
  const next = Array.isArray(member)
    ? withoutItem(type, path, member, rest)
    : isDict(member)
      ? without(type, path, member, rest)
      : member;
  const emptied = Array.isArray(next) ? next.length === 0 : isDict(next) && Object.keys(next).length === 0;
  return emptied ? others : { ...node, [key]: next };
}

function withoutItem(
  type: ResourceType,
  path: readonly string[],
  list: unknown[],
  elements: readonly string[],
): unknown[] {
  const [first = '', ...rest] = elements;
  const wanted: unknown = JSON.parse(first.slice(2));
  if (first.startsWith('v:')) return list.filter((item) => !equal(item, wanted));
  const keys = mergeRule(type, path)?.mapKeys ?? [];
  const matches = (item: unknown): boolean => equal(itemKey(item, keys), wanted);
  if (rest.length === 0) return list.filter((item) => !matches(item));
  return asArray(list).map((item) =>
    matches(item) && isDict(item) ? without(type, [...path, '*'], item, rest) : item,
  );
}
