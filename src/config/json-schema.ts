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

/**
 * JSON Schema (draft 2020-12) of what may be written, i.e. before defaults and units are applied; every object is closed.
 * @param reused `ref` for a short file, `inline` for walking through it
 */
export function jsonSchemaOf(schema: z.ZodType, reused: 'ref' | 'inline' = 'inline'): SchemaNode {
  return z.toJSONSchema(schema, {
    io: 'input',
    reused,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (jsonSchema.properties !== undefined) jsonSchema.additionalProperties ??= false;
      // zod leaves out defaults of fields with units, as it cannot know that ours are written with the unit.
      const documented = z.globalRegistry.get(zodSchema)?.['default'];
      if (documented !== undefined) jsonSchema.default = documented as typeof jsonSchema.default & {};
    },
  }) as SchemaNode;
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

/** Arrays count: their items are found by index like members. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
