import { isObject, type SchemaNode } from './json-schema.ts';

const prefix = '#/$defs/';

/**
 * A JSON Schema whose shared parts are called after the place where each is met first, such as `strategy.canary.steps`,
 * and not by number: so a new setting renames no part but its own.
 */
export function withNamedParts({ $defs, ...top }: SchemaNode): SchemaNode {
  const parts = isObject($defs) ? $defs : {};
  const names = new Map<string, string>();

  function opened(node: unknown): unknown {
    const part = isObject(node) ? partOf(node['$ref']) : null;
    return part === null ? node : opened(parts[part]);
  }

  /** An alternative of a union is told by its kind, where it has one. */
  function kindIn(node: unknown): string[] {
    const { properties } = opened(node) as SchemaNode;
    const { const: kind } = (opened(properties?.['kind']) ?? {}) as SchemaNode;
    return typeof kind === 'string' ? [kind] : [];
  }

  function walk(node: unknown, place: readonly string[]): void {
    if (!isObject(node)) return;
    const part = partOf(node['$ref']);
    if (part !== null && !names.has(part)) {
      names.set(part, unused(place, new Set(names.values())));
      walk(parts[part], place);
    }
    for (const [key, member] of Object.entries(node)) {
      const inside = isObject(member) ? Object.entries(member) : [];
      for (const [name, each] of key === 'properties' ? inside : []) walk(each, [...place, name]);
      if (key === 'anyOf' || key === 'oneOf') for (const [, each] of inside) walk(each, [...place, ...kindIn(each)]);
      if (key === 'items' || key === 'additionalProperties' || key === 'propertyNames') walk(member, [...place, key]);
    }
  }

  walk(top, []);
  const kept = [...names].map(([part, name]) => [name, parts[part]]);
  return renamed({ ...top, $defs: Object.fromEntries(kept) }, names) as SchemaNode;
}

function partOf(ref: unknown): string | null {
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : null;
}

function unused(place: readonly string[], taken: ReadonlySet<string>): string {
  const name = place.slice(-3).join('.') || 'catalogue';
  for (let count = 1; ; count += 1) {
    const next = count === 1 ? name : `${name}.${count}`;
    if (!taken.has(next)) return next;
  }
}

function renamed(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((each) => renamed(each, names));
  if (!isObject(node)) return node;
  const name = names.get(partOf(node['$ref']) ?? '');
  const members = Object.entries(node).map(([key, member]) => [key, renamed(member, names)]);
  return { ...Object.fromEntries(members), ...(name === undefined ? {} : { $ref: `${prefix}${name}` }) };
}
