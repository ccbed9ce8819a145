import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alternatives, jsonSchemaOf, type SchemaNode } from '../../../src/config/json-schema.ts';
import { catalogueJsonSchema, catalogueReference } from '../../../src/config/reference.ts';
import { catalogueSchema } from '../../../src/config/schema.ts';
import { stubProviders } from './stub-providers.ts';

const providersOwn = Object.keys(stubProviders);

/** Every key of the schema with its node, the providers' own settings left out. */
function keys(node: SchemaNode, path: string): [string, SchemaNode][] {
  return alternatives(node).flatMap((each) => {
    const members = Object.entries(each.properties ?? {}).filter(([key]) => key !== 'kind');
    const below = [each.items, each.additionalProperties].filter((inner) => typeof inner === 'object');
    return [
      ...members.map(([key, member]): [string, SchemaNode] => [`${path}.${key}`, member]),
      ...members
        .filter(([key]) => !providersOwn.includes(key))
        .flatMap(([key, member]) => keys(member, `${path}.${key}`)),
      ...below.flatMap((inner) => keys(inner, `${path}[]`)),
    ];
  });
}

it('every key of the catalogue has a text, which stands in the reference', () => {
  const reference = catalogueReference(stubProviders);
  const all = keys(jsonSchemaOf(catalogueSchema(stubProviders)), '');

  expect(all.length).toBeGreaterThan(100);
  for (const [path, node] of all) {
    expect(node.description, path).toMatch(/\w{4}/);
    expect(reference, path).toContain(node.description);
  }
});

it('has a part for each kind of every family of providers', () => {
  const remote = z.strictObject({ kind: z.literal('remote'), url: z.string().meta({ description: 'Where it is.' }) });
  const tides = { ...stubProviders.images, schema: remote, description: 'Where tides are foretold.' };
  const withOneMore = { ...stubProviders, tides };

  expect(catalogueReference(withOneMore)).toContain('\n### `tides`: remote\n');
});

it('tells the built-in defaults as they would be written', () => {
  const reference = catalogueReference(stubProviders);

  expect(reference).toMatch(/\| `patience` .* \| `1m` \|/);
  expect(reference).toMatch(/\| `traffic` .* \| `\{kind: replicas\}` \|/);
  expect(reference).toMatch(/\| `steps` .* \| `\[\{percent: 1, bake: 2m\}, /);
});

describe('the JSON Schema for editors', () => {
  it('calls its shared parts by where they stand, and names none that is not there', () => {
    const schema = catalogueJsonSchema(stubProviders);
    const parts = Object.keys(schema['$defs'] as object);
    const named = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(parts));
    expect(parts.filter((name) => name.includes('__'))).toEqual([]);
    expect(parts).toContain('strategy.canary.steps');
  });
});
