import type { KubeObject } from '../../src/platform/kube.ts';

type Dict = Record<string, unknown>;

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return structuredClone(patch);
  const result: Dict = isDict(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** Lists whose items server-side apply tells apart by name; all others are replaced as a whole. */
const keyedLists = new Set(['containers', 'initContainers', 'env', 'volumes']);

/** Server-side apply for one manager: what it applied before and does not apply now goes, the rest is merged in. */
export function mergeApplied(live: KubeObject | null, before: KubeObject | null, wanted: KubeObject): KubeObject {
  const pruned = live && before ? prune(live, before, wanted) : live;
  return merge(pruned ?? {}, wanted, '') as KubeObject;
}

function prune(live: unknown, before: unknown, wanted: unknown): unknown {
  if (!isDict(live) || !isDict(before)) return live;
  const result: Dict = { ...live };
  for (const [key, value] of Object.entries(before)) {
    const next = isDict(wanted) ? wanted[key] : undefined;
    if (next === undefined && !isDict(value)) delete result[key];
    else if (isDict(value)) {
      result[key] = prune(live[key], value, next);
      if (next === undefined && isDict(result[key]) && Object.keys(result[key]).length === 0) delete result[key];
    } else if (keyedLists.has(key)) result[key] = withoutAbandoned(live[key], value, next);
  }
  return result;
}

function withoutAbandoned(live: unknown, before: unknown, wanted: unknown): unknown {
  const names = (list: unknown) => new Set(Array.isArray(list) ? list.map((item: Dict) => item['name']) : []);
  const [had, wants] = [names(before), names(wanted)];
  return Array.isArray(live) ? live.filter((item: Dict) => !had.has(item['name']) || wants.has(item['name'])) : live;
}

function merge(live: unknown, wanted: unknown, key: string): unknown {
  if (isDict(wanted)) {
    const result: Dict = isDict(live) ? { ...live } : {};
    for (const [name, value] of Object.entries(wanted)) {
      if (value !== null && value !== undefined) result[name] = merge(result[name], value, name);
    }
    return result;
  }
  if (Array.isArray(wanted) && Array.isArray(live) && keyedLists.has(key)) {
    const rest = live.filter((item: Dict) => !wanted.some((other: Dict) => other['name'] === item['name']));
    const own = wanted.map((item: Dict) =>
      merge(
        live.find((other: Dict) => other['name'] === item['name']),
        item,
        '',
      ),
    );
    return [...own, ...rest];
  }
  return structuredClone(wanted);
}
