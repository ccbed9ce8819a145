import fc from 'fast-check';
import { z } from 'zod';

type Node = z.core.JSONSchema.BaseSchema;
type Any = fc.Arbitrary<unknown>;
type Tie = (ref: string) => Any;

/**
 * Any value that a schema allows, read off the schema itself: what is added to it is generated from then on. Throws where
 * the schema says something that is not understood here.
 */
export function anyOf<T>(schema: z.ZodType<T>): fc.Arbitrary<T> {
  const { $defs = {}, ...root } = z.toJSONSchema(schema) as Node;
  const { '#': whole } = fc.letrec<Record<string, unknown>>((tie) => ({
    ...eachOf($defs, ([name, node]) => [`#/$defs/${name}`, valuesOf(node, tie)]),
    '#': valuesOf(root, tie),
  }));
  return whole as fc.Arbitrary<T>;
}

const understood = new Set(
  [
    ['$schema', '$ref', 'description', 'type', 'const', 'enum', 'anyOf', 'oneOf', 'minimum', 'maximum'],
    [
      'exclusiveMinimum',
      'items',
      'minItems',
      'properties',
      'required',
      'additionalProperties',
      'propertyNames',
      'pattern',
      'minLength',
      'maxLength',
    ],
  ].flat(),
);

function valuesOf(node: Node, tie: Tie): Any {
  const strange = Object.keys(node).filter((keyword) => !understood.has(keyword));
  if (strange.length > 0) throw new Error(`no values for a schema with ${strange.join(', ')}`);
  if (node.$ref !== undefined) return tie(node.$ref);
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  const choices = node.anyOf ?? node.oneOf;
  if (choices) return fc.oneof({ depthSize: 'small' }, ...choices.map((each) => valuesOf(each, tie)));
  return fc.oneof(...[node.type].flat().map((type) => plainOf(type, node, tie)));
}

function plainOf(type: unknown, node: Node, tie: Tie): Any {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return textOf(node);
    case 'integer':
      return fc.integer(integersOf(node));
    case 'number':
      return numberOf(node);
    case 'array':
      return fc.array(nodeOf(node.items, tie), { minLength: node.minItems ?? 0, maxLength: 5 });
    case 'object':
      return objectOf(node, tie);
    default:
      throw new Error(`no values for a schema of type ${type}`);
  }
}

function textOf({ pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Node): Any {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20) });
  const fits = ({ length }: string) => length >= minLength && length <= maxLength;
  return fc.stringMatching(new RegExp(pattern)).filter(fits);
}

/** Every member that must be there, any of the others, and where the schema is open some that it does not name. */
function objectOf({ properties = {}, required = [], additionalProperties }: Node, tie: Tie): Any {
  const named = fc.record(
    eachOf(properties, ([name, node]) => [name, valuesOf(node, tie)]),
    { requiredKeys: required },
  );
  if (additionalProperties === undefined || typeof additionalProperties === 'boolean') return named;
  const more = fc.dictionary(fc.string(), valuesOf(additionalProperties, tie), { maxKeys: 3 });
  return fc.tuple(more, named).map(([open, own]) => ({ ...open, ...own }));
}

function nodeOf(items: Node['items'], tie: Tie): Any {
  if (typeof items !== 'object' || Array.isArray(items)) throw new Error('no values for a list of no one schema');
  return valuesOf(items, tie);
}

function integersOf({ minimum, maximum, exclusiveMinimum }: Node): { min: number; max: number } {
  const least = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : minimum;
  return { min: least ?? Number.MIN_SAFE_INTEGER, max: maximum ?? Number.MAX_SAFE_INTEGER };
}

/** Where nothing bounds it, as often one that is near to others: moments a little apart tell most. */
function numberOf({ minimum, maximum, exclusiveMinimum }: Node): fc.Arbitrary<number> {
  const min = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : minimum;
  const fraction = fc.double({
    ...(min !== undefined && { min, minExcluded: exclusiveMinimum !== undefined }),
    ...(maximum !== undefined && { max: maximum }),
    noNaN: true,
    noDefaultInfinity: true,
  });
  return min === undefined && maximum === undefined ? fc.oneof(fc.nat(10_000), fraction) : fraction;
}

function eachOf(nodes: Record<string, unknown>, entry: (each: [string, Node]) => [string, Any]): Record<string, Any> {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => entry([name, node as Node])));
}
