import { nearest } from '../platform/nearest.ts';
import type { ConfigProblem } from './issues.ts';
import { alternatives, isObject, kindOf, type SchemaNode } from './json-schema.ts';
import { type Path, unknownWord } from './problems.ts';

/**
 * Keys that the schema does not have, at every depth, with what is known there. zod's own issues do not say that, and of a
 * union with a key too many they say only that nothing matched.
 */
export function unknownKeys(schema: SchemaNode, value: unknown, path: Path = []): ConfigProblem[] {
  if (!isObject(value)) return [];
  const nodes = meant(alternatives(schema), value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      nodes.flatMap((node) => (node.items === undefined ? [] : unknownKeys(node.items, item, [...path, index]))),
    );
  }
  const shaped = nodes.filter((node) => node.properties !== undefined || typeof node.additionalProperties === 'object');
  if (shaped.length === 0) return [];
  const known = [...new Set(shaped.flatMap((node) => Object.keys(node.properties ?? {})))];
  return Object.entries(value).flatMap(([key, member]) => {
    const schemas = shaped.flatMap((node) => memberOf(node, key));
    if (schemas.length > 0) return schemas.flatMap((each) => unknownKeys(each, member, [...path, key]));
    const message = unknownWord('key', key, nearest(key, known), known);
    return [{ path: [...path, key], message, at: 'key' as const }];
  });
}

/** Of a union over `kind`, the alternative that the value chose; none where it chose none, which is told elsewhere. */
function meant(nodes: SchemaNode[], value: Record<string, unknown>): SchemaNode[] {
  const objects = nodes.filter((node) => Array.isArray(value) === (node.type === 'array'));
  const kinds = objects.filter((node) => kindOf(node) !== null);
  return kinds.length === 0 ? objects : kinds.filter((node) => kindOf(node) === value['kind']);
}

function memberOf(node: SchemaNode, key: string): SchemaNode[] {
  if (node.properties !== undefined && Object.hasOwn(node.properties, key)) return [node.properties[key] ?? {}];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}
