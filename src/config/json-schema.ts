import { z } from 'zod';

/** The part of JSON Schema that `z.toJSONSchema` writes for our schemas. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  [keyword: string]: unknown;
}

/** JSON Schema (draft 2020-12) of what may be written, i.e. before defaults and units are applied. */
export function jsonSchemaOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as SchemaNode;
}

/** All alternatives of a node, unions opened, so that a plain node is its own only one. */
export function alternatives(node: SchemaNode): SchemaNode[] {
  const open = node.anyOf ?? node.oneOf;
  return open === undefined ? [node] : open.flatMap(alternatives);
}

/** The values of `kind` that a union over `kind` knows. */
export function kindOf(node: SchemaNode): string | null {
  const kind = node.properties?.['kind']?.const;
  return typeof kind === 'string' ? kind : null;
}

/** Keys that may stand in the object at `path`; of a union, those of the alternative that the value chose by `kind`. */
export function keysAt(schema: SchemaNode, value: unknown, path: readonly PropertyKey[]): string[] {
  let nodes = alternatives(schema);
  let here = value;
  for (const part of path) {
    nodes = choose(nodes, here)
      .flatMap((node) => member(node, part))
      .flatMap(alternatives);
    here = isObject(here) ? here[String(part)] : undefined;
  }
  return [...new Set(choose(nodes, here).flatMap((node) => Object.keys(node.properties ?? {})))];
}

function choose(nodes: SchemaNode[], value: unknown): SchemaNode[] {
  const kind = isObject(value) ? value['kind'] : undefined;
  const chosen = nodes.filter((node) => kindOf(node) === kind);
  return chosen.length > 0 ? chosen : nodes;
}

function member(node: SchemaNode, part: PropertyKey): SchemaNode[] {
  const found = typeof part === 'number' ? node.items : (node.properties?.[String(part)] ?? node.additionalProperties);
  return typeof found === 'object' ? [found] : [];
}

/** Arrays count: their items are found by index like members. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
