import { builtInStrategies } from './defaults.ts';
import { type Variable, variableFacts, variables } from './environment-schema.ts';
import { alternatives, jsonSchemaOf, kindOf, type SchemaNode } from './json-schema.ts';
import { withNamedParts } from './named-parts.ts';
import { catalogueSchema, type ProviderSchemas } from './schema.ts';

/** JSON Schema of `sluice.yaml` for editors, as an object to write out. */
export function catalogueJsonSchema(providers: ProviderSchemas): SchemaNode {
  const schema = withNamedParts(jsonSchemaOf(catalogueSchema(providers), 'ref'));
  return { ...schema, title: 'Sluice catalogue', description: 'Services, environments and how they are released.' };
}

/** The reference of `sluice.yaml` as Markdown, from the schema. */
export function catalogueReference(providers: ProviderSchemas): string {
  const top = jsonSchemaOf(catalogueSchema(providers));
  const common = member(top, 'defaults');
  const shared = Object.keys(common.properties ?? {});
  const environment = entry(member(top, 'environments'));
  const service = entry(member(top, 'services'));
  const migration = member(service, 'migration');
  const here = entry(member(service, 'environments'));
  const family = (key: string) => kinds(key, member(common, key));
  return [
    '# The catalogue: `sluice.yaml`',
    '',
    'Generated from the schema (`npm run docs`); do not edit. `sluice validate` checks a file, and editors do with',
    '`manifests/sluice.schema.json`: begin the file with `# yaml-language-server: $schema=sluice.schema.json`.',
    '',
    'Durations are written `90s`, `2m`, `1h30m`; shares `1%`; factors `2x`. The settings under',
    '[defaults](#settings-of-every-level) may stand at several levels, and the lower one wins: `defaults`, an environment, a',
    'place of it, a service, a service in an environment, a service at a place. `analysis`, `approval`, `limits`, `train`, `gates`, `notify` and `links` are merged key by key;',
    'everything else is replaced as a whole. A live release keeps the settings that it began with.',
    '',
    ...section('## Top level', top),
    ...section('## `switches`', member(top, 'switches')),
    ...section('## `clusters.<name>`', entry(member(top, 'clusters'))),
    ...section('## `environments.<name>`', environment, shared),
    'And all [settings of every level](#settings-of-every-level).',
    '',
    ...section('### `environments.<name>.places[]`', member(environment, 'places').items ?? {}, shared),
    'And all [settings of every level](#settings-of-every-level) but `train`; `links` may name `{place}`.',
    '',
    ...section('## `services.<name>`', service, shared),
    'And all [settings of every level](#settings-of-every-level).',
    '',
    ...section('### `workload`', member(service, 'workload')),
    ...section('### `configuration`', member(service, 'configuration')),
    ...section('### `migration`', migration),
    ...Object.keys(migration.properties ?? {}).flatMap((phase) =>
      member(migration, phase).properties
        ? section(`### \`migration.${phase}\``, member(migration, phase), [], true)
        : [],
    ),
    ...section('### `services.<name>.environments.<name>`', here, shared),
    'And all [settings of every level](#settings-of-every-level), for this service here.',
    '',
    ...section('#### `services.<name>.environments.<name>.places.<name>`', entry(member(here, 'places')), shared),
    'And all [settings of every level](#settings-of-every-level) but `train`, for this service at this place.',
    '',
    ...section('## `sets.<name>`', entry(member(top, 'sets'))),
    ...section('## Settings of every level', common),
    ...['analysis', 'approval', 'limits', 'train', 'gates', 'notify', 'links'].flatMap((key) =>
      section(`### \`${key}\``, member(common, key), [], key === 'gates' || key === 'approval'),
    ),
    ...section('### `releaseFlags[]`', member(common, 'releaseFlags').items ?? {}, [], true),
    ...family('strategy'),
    `Strategies under \`strategies.<name>\` are written the same way; ${builtInStrategies.map(code).join(', ')} always exist.`,
    '',
    ...Object.keys(providers).flatMap(family),
  ].join('\n');
}

/** The reference of the environment variables as Markdown, from the schema. */
export function environmentReference(): string {
  const row = (name: Variable) => {
    const { description, usual, secret } = variableFacts(name);
    return [code(name), secret ? `${description} Never logged.` : description, usual === null ? '' : code(usual)];
  };
  return [
    '# Environment variables',
    '',
    'Generated from the schema (`npm run docs`); do not edit. An empty variable counts as not set. All problems are reported at',
    'once at startup, without the values of secrets.',
    '',
    ...table(['variable', 'what it is', 'default'], variables.map(row)),
    '',
  ].join('\n');
}

function kinds(key: string, node: SchemaNode): string[] {
  return alternatives(node)
    .filter((each) => kindOf(each) !== null)
    .flatMap((each) => {
      const rows = rowsOf(each, true).filter(([name]) => name !== code('kind'));
      const text = each.description === undefined ? [] : [each.description, ''];
      return [`### \`${key}\`: ${kindOf(each)}`, '', ...text, ...keyTable(rows)];
    });
}

function section(title: string, node: SchemaNode, without: string[] = [], deep = false): string[] {
  const rows = rowsOf(node, deep).filter(([key]) => !without.some((each) => key === code(each)));
  return [title, '', ...keyTable(rows)];
}

function keyTable(rows: string[][]): string[] {
  return rows.length === 0 ? [] : [...table(['key', 'value', 'what it is', 'default'], rows), ''];
}

/** @param deep with rows for the keys of objects inside, as `steps[].percent` */
function rowsOf(node: SchemaNode, deep: boolean, prefix = ''): string[][] {
  const required = node.required ?? [];
  return Object.entries(node.properties ?? {}).flatMap(([key, each]) => {
    const usual =
      each.default === undefined || each.default === ''
        ? required.includes(key)
          ? 'required'
          : ''
        : code(flow(each.default));
    const row = [code(`${prefix}${key}`), typeWords(each), each.description ?? '', usual];
    const { items, additionalProperties: named } = each;
    const entries = typeof named === 'object' ? named : undefined;
    const inside = alternatives(items ?? entries ?? each).filter((inner) => inner.properties !== undefined);
    const inner = `${prefix}${key}${items ? '[]' : entries ? '.<name>' : ''}.`;
    return [row, ...(deep ? inside.flatMap((object) => rowsOf(object, deep, inner)) : [])];
  });
}

function typeWords(node: SchemaNode): string {
  const words = alternatives(node).map((each) => {
    if (each.enum !== undefined) return each.enum.map((value) => code(String(value))).join(' \\| ');
    if (each.const !== undefined) return code(String(each.const));
    if (each.type === 'array') return `list of ${each.items === undefined ? 'values' : typeWords(each.items)}`;
    if (each.type === 'object') return kindOf(each) === null ? 'settings' : `\`kind: ${kindOf(each)}\` …`;
    if (each.examples?.[0] !== undefined) return `such as ${code(String(each.examples[0]))}`;
    return (
      { string: 'text', integer: 'number', boolean: '`true` \\| `false`', null: '' }[each.type ?? ''] ??
      each.type ??
      'any'
    );
  });
  return [...new Set(words.filter((word) => word !== ''))].join(' or ');
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** As YAML would have it on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${key}: ${flow(each)}`)
    .join(', ')}}`;
}

function member(node: SchemaNode, key: string): SchemaNode {
  const found = alternatives(node).find((each) => each.properties?.[key] !== undefined);
  return found?.properties?.[key] ?? {};
}

/** The schema of the entries of a map by name. */
function entry(node: SchemaNode): SchemaNode {
  const entries = node.additionalProperties;
  return typeof entries === 'object' ? (alternatives(entries).find((each) => each.type === 'object') ?? {}) : {};
}
