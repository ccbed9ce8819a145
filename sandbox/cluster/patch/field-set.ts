import { asDict, isDict } from '../model/json.ts';
import type { Dict, KubeObject, ResourceType } from '../model/types.ts';
import { itemKey, mergeRule } from './list-rules.ts';

/**
 * Fields by path. An element is `f:member`, `k:{"name":"x"}` (list item by key), `v:"x"` (item of a set) or `.`
 * (the item itself); elements are joined by SEPARATOR.
 */
export type FieldSet = ReadonlySet<string>;

export const SEPARATOR = '\u001f';

/** Fields of the server's own that nobody manages. */
const UNMANAGED = new Set([
  'f:apiVersion',
  'f:kind',
  ...[
    'name',
    'namespace',
    'generateName',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'managedFields',
    'selfLink',
  ].map((name) => `f:metadata${SEPARATOR}f:${name}`),
]);

/** Every leaf of an object with its value. `only` limits it to the status, or to all but the status. */
export function fieldValues(
  type: ResourceType,
  object: KubeObject,
  only?: 'status' | 'main',
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  collect(type, [], '', object, values);
  for (const path of [...values.keys()]) {
    const isStatus = path === 'f:status' || path.startsWith(`f:status${SEPARATOR}`);
    const isMetadata = path.startsWith('f:metadata');
    const excluded =
      only === 'status' ? !isStatus && !(isMetadata && type.kind === 'Pod') : only === 'main' && isStatus;
    if (UNMANAGED.has(path) || excluded) values.delete(path);
  }
  return values;
}

function collect(
  type: ResourceType,
  names: readonly string[],
  path: string,
  value: unknown,
  into: Map<string, unknown>,
): void {
  const below = (element: string): string => (path === '' ? element : `${path}${SEPARATOR}${element}`);
  const rule = names.length === 0 ? undefined : mergeRule(type, names);
  if (isDict(value) && rule?.atomicObject !== true && (Object.keys(value).length > 0 || path === '')) {
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined && member !== null) collect(type, [...names, key], below(`f:${key}`), member, into);
    }
    return;
  }
  if (Array.isArray(value) && rule?.mapKeys !== undefined) {
    for (const item of value) {
      const element = below(`k:${JSON.stringify(itemKey(item, rule.mapKeys))}`);
      // The item itself always counts as equal: what differs in it is told by its members.
      into.set(`${element}${SEPARATOR}.`, true);
      collect(type, [...names, '*'], element, item, into);
    }
    return;
  }
  if (Array.isArray(value) && rule?.set === true) {
    for (const item of value) into.set(below(`v:${JSON.stringify(item)}`), item);
    return;
  }
  into.set(path, value);
}

/** The `fieldsV1` tree of a set. */
export function encodeFields(set: FieldSet): Dict {
  const root: Dict = {};
  for (const path of [...set].sort()) {
    let node = root;
    for (const element of path.split(SEPARATOR)) {
      if (!isDict(node[element])) node[element] = {};
      node = asDict(node[element]);
    }
  }
  return root;
}

/** The leaves of a `fieldsV1` tree. */
export function decodeFields(tree: Dict): Set<string> {
  const set = new Set<string>();
  const walk = (node: Dict, path: string): void => {
    const entries = Object.entries(node);
    if (entries.length === 0 && path !== '') set.add(path);
    for (const [element, child] of entries) {
      walk(asDict(child), path === '' ? element : `${path}${SEPARATOR}${element}`);
    }
  };
  walk(tree, '');
  return set;
}

/** A path as people read it: `.spec.template.spec.containers[name="app"].image`. */
export function readablePath(path: string): string {
  return path
    .split(SEPARATOR)
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`;
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
      if (!element.startsWith('k:')) return '';
      const keys = Object.entries(asDict(JSON.parse(element.slice(2))));
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}
