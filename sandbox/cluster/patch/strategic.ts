import { badRequest } from '../model/errors.ts';
import { asArray, asDict, clone, equal, isDict } from '../model/json.ts';
import type { Dict, ResourceType } from '../model/types.ts';
import { mergeRule } from './list-rules.ts';

const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

/** Applies a strategic-merge patch to a built-in kind, with its merge keys and `$patch` directives. Throws 400 for a patch that makes no sense. */
export function applyStrategicPatch(type: ResourceType, document: unknown, patch: unknown): unknown {
  if (!isDict(patch)) throw badRequest('error decoding patch: not an object');
  return mergeObject(type, [], asDict(document), patch);
}

function mergeObject(type: ResourceType, path: readonly string[], current: Dict, patch: Dict): Dict {
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  if (patch['$patch'] === 'delete') return {};
  const result: Dict = retained(current, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_PRIMITIVES)) {
      const name = key.slice(DELETE_PRIMITIVES.length);
      const unwanted = asArray(value);
      const base = patch[name] === undefined ? result[name] : current[name];
      result[name] = asArray(base).filter((item) => !unwanted.includes(item));
      continue;
    }
    mergeMember(type, [...path, key], result, key, value, patch);
  }
  return result;
}

function retained(current: Dict, patch: Dict): Dict {
  const keep = patch['$retainKeys'];
  if (!Array.isArray(keep)) return { ...current };
  return Object.fromEntries(Object.entries(current).filter(([key]) => keep.includes(key)));
}

function mergeMember(
  type: ResourceType,
  path: readonly string[],
  result: Dict,
  key: string,
  value: unknown,
  patch: Dict,
): void {
  if (value === null) {
    delete result[key];
    return;
  }
  if (isDict(value)) {
    if (value['$patch'] === 'delete') delete result[key];
    else result[key] = mergeObject(type, path, asDict(result[key]), value);
    return;
  }
  if (!Array.isArray(value)) {
    result[key] = value;
    return;
  }
  const rule = mergeRule(type, path);
  const order = patch[`${ORDER}${key}`];
  if (rule?.mergeKey !== undefined) {
    result[key] = mergeList(type, path, rule.mergeKey, asArray(result[key]), value, order);
  } else if (rule?.set === true) {
    const unwanted = asArray(patch[`${DELETE_PRIMITIVES}${key}`]);
    const kept = asArray(result[key]).filter((item) => !unwanted.includes(item));
    result[key] = [...kept, ...value.filter((item) => !kept.includes(item))];
  } else {
    result[key] = value.filter((item) => !isDirective(item)).map((item) => withoutDirectives(item));
  }
}

function isDirective(item: unknown): boolean {
  return isDict(item) && item['$patch'] !== undefined && Object.keys(item).length === 1;
}

function mergeList(
  type: ResourceType,
  path: readonly string[],
  mergeKey: string,
  current: readonly unknown[],
  patch: readonly unknown[],
  order: unknown,
): unknown[] {
  const replace = patch.some((item) => isDict(item) && item['$patch'] === 'replace');
  const result: unknown[] = replace ? [] : [...current];
  for (const item of patch) {
    if (!isDict(item)) throw badRequest(`unable to merge a list of ${path.join('.')}: items are not objects`);
    if (isDirective(item)) continue;
    const key = item[mergeKey];
    if (key === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    }
    const at = result.findIndex((known) => equal(asDict(known)[mergeKey], key));
    if (item['$patch'] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at < 0) result.push(withoutDirectives(item));
    else result[at] = mergeObject(type, [...path, '*'], asDict(result[at]), item);
  }
  return Array.isArray(order) ? ordered(result, mergeKey, order) : result;
}

/** Items named in the order come in that order; each other item stays behind the neighbour it followed. */
function ordered(items: readonly unknown[], mergeKey: string, order: readonly unknown[]): unknown[] {
  const rank = (item: unknown): number =>
    order.findIndex((wanted) => equal(asDict(wanted)[mergeKey], asDict(item)[mergeKey]));
  const named = items.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const result: unknown[] = [...named];
  items.forEach((item, index) => {
    if (rank(item) >= 0) return;
    const before = index === 0 ? -1 : result.indexOf(items[index - 1]);
    result.splice(before + 1, 0, item);
  });
  return result;
}

/** A patch that becomes a value: nulls and directives mean nothing any more. */
function withoutDirectives(value: unknown): unknown & Dict;
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isDirective(item)).map((item) => withoutDirectives(item));
  if (!isDict(value)) return clone(value);
  const result: Dict = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== null && !key.startsWith('$')) result[key] = withoutDirectives(member);
  }
  return result;
}
