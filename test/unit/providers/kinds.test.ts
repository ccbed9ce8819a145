import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alternatives, isObject, type SchemaNode } from '../../../src/config/json-schema.ts';
import { catalogueSchema } from '../../../src/config/schema.ts';
import type { Family } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import { configs as flags } from '../../contract/flags/configs.ts';
import { configs as images } from '../../contract/images/configs.ts';
import { configs as incidents } from '../../contract/incidents/configs.ts';
import { configs as metrics } from '../../contract/metrics/configs.ts';
import { configs as traffic } from '../../contract/routers/configs.ts';
import { configs as source } from '../../contract/source/configs.ts';

const root = join(import.meta.dirname, '../../..');
const providers = join(root, 'src/providers');
/** The settings with which each family's kinds run its suite. */
const suites: Record<keyof typeof families, Readonly<Record<string, { kind: string }>>> = {
  traffic,
  metrics,
  images,
  incidents,
  flags,
  source,
};
const all: readonly Family[] = Object.values(families);

describe('the families of providers', () => {
  it('are those that have a folder', () => {
    const folders = readdirSync(providers, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(all.map(({ folder }) => folder).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(suites))('%s put every kind to the shared suite', (name, configs) => {
    const tried = new Set(Object.values<{ kind: string }>(configs).map(({ kind }) => kind));
    const { kinds } = families[name as keyof typeof families];
    expect([...tried].toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  it('are the only ones that name their kinds', () => {
    // `none` is a word of many things, and then only a provider's when it is said of one.
    const names = all.flatMap(({ kinds }) => Object.keys(kinds)).filter((name) => name !== 'none');
    const known = `['"](${names.join('|')})['"]`;
    // A `link` is also a part of a text.
    const cases = `['"](${names.filter((name) => name !== 'link').join('|')})['"]`;
    const named = new RegExp(
      `\\bkind(:| ===| !==) ${known}|case ${cases}|\\b(router|${Object.keys(families).join('|')})\\.kind (===|!==)`,
    );
    const naming = ['src', 'app', 'commands', 'jobs']
      .flatMap((room) =>
        readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((at) => `${room}/${at}`),
      )
      .filter((file) => file.endsWith('.ts') && !file.startsWith('src/providers/'))
      .filter((file) => named.test(readFileSync(join(root, file), 'utf8')));
    expect(naming).toEqual([]);
    expect(named.test(`if (router.kind === 'istio') return;`)).toBe(true);
  });
});

describe.each(all)('the family $folder', (family) => {
  const { folder, kinds, schema, usual } = family;

  it('has a file for each kind of its record, and no other', () => {
    const files = readdirSync(join(providers, folder, 'kinds')).filter((file) => file !== 'index.ts');
    expect(files.toSorted()).toEqual(
      Object.keys(kinds)
        .map((name) => `${name}.ts`)
        .toSorted(),
    );
  });

  it('knows each kind by the name that its settings say', () => {
    const said = Object.values(kinds).map((kind) => kind.schema.shape.kind.value);
    expect(said).toEqual(Object.keys(kinds));
  });

  it('has usual settings that it understands', () => {
    expect(schema.parse(usual)).toMatchObject(usual);
  });

  it.each(Object.entries(kinds))('drops no key of %s in silence', (_name, kind) => {
    const node = z.toJSONSchema(kind.schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
    expect(openObjects(node)).toEqual([]);
  });
});

it('drops no key of the whole catalogue in silence', () => {
  const node = z.toJSONSchema(catalogueSchema(families), { io: 'input', unrepresentable: 'any' }) as SchemaNode;
  expect(openObjects(node)).toEqual([]);
});

/** Objects of a schema that pass over keys which they do not know. */
function openObjects(node: SchemaNode): string[][] {
  const nodes = alternatives(node);
  const open = nodes.filter((each) => each.properties !== undefined && each.additionalProperties !== false);
  const inside = nodes.flatMap((each) => [
    ...Object.values(each.properties ?? {}),
    ...[each.items, each.additionalProperties].filter((inner): inner is SchemaNode => isObject(inner)),
  ]);
  return [...open.map((each) => Object.keys(each.properties ?? {})), ...inside.flatMap(openObjects)];
}
