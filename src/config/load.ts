import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { assemble } from './assemble.ts';
import type { Catalogue } from './catalogue.ts';
import { checkTargets } from './check-targets.ts';
import { type ConfigProblem, findingsOf } from './issues.ts';
import { jsonSchemaOf, type SchemaNode } from './json-schema.ts';
import { type Problem, renderProblems, sortProblems } from './problems.ts';
import { checkReferences } from './references.ts';
import { catalogueSchema, type ProviderSchemas } from './schema.ts';
import { unknownKeys } from './unknown-keys.ts';
import { readYaml } from './yaml-source.ts';

export type Loaded =
  | { kind: 'valid'; catalogue: Catalogue }
  | { kind: 'invalid'; hash: string | null; problems: Problem[] };

/** The problems of a catalogue that had to be valid. */
export class InvalidCatalogue extends Error {
  override name = 'InvalidCatalogue';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(renderProblems(problems));
    this.problems = problems;
  }
}

/** Reads catalogues by the schemas of the given providers. */
export interface CatalogueReader {
  /** All problems at once, by line. Never throws. */
  parse(text: string, file: string): Loaded;
  /** A file that cannot be read is an invalid one. Never throws. */
  load(path: string): Promise<Loaded>;
  /** The hash that `load` would give of the text at `path`, without reading it as a catalogue; null where it cannot be read. */
  hash(path: string): Promise<string | null>;
}

/** Builds the schemas once; parsing then costs some milliseconds. */
export function createCatalogueReader(providers: ProviderSchemas): CatalogueReader {
  const schema = catalogueSchema(providers);
  let known: SchemaNode | undefined;

  /** Every object is strict, so only what was refused can have a key that is not known; what is known costs some time. */
  function refused(issues: readonly z.core.$ZodIssue[], value: unknown): ConfigProblem[] {
    known ??= jsonSchemaOf(schema);
    return [...findingsOf(issues, value), ...unknownKeys(known, value)];
  }

  function parse(text: string, path: string): Loaded {
    const file = basename(path);
    const hash = hashOf(text);
    const source = readYaml(text, file);
    const invalid = (problems: Problem[]): Loaded => ({ kind: 'invalid', hash, problems: sortProblems(problems) });
    if (source.value === undefined) return invalid(source.problems);
    if (source.value === null && source.problems.length === 0)
      return invalid([source.problem([], 'the file is empty')]);
    const parsed = schema.safeParse(source.value);
    const findings = [
      ...(parsed.success ? [] : refused(parsed.error.issues, source.value)),
      ...checkReferences(source.value),
    ];
    const problems = [
      ...source.problems,
      ...findings.map(({ path, message, at }) => source.problem(path, message, at)),
    ];
    if (!parsed.success || problems.length > 0) return invalid(problems);
    const catalogue = assemble(parsed.data, providers, { file: path, hash });
    const conflicts = checkTargets(catalogue).map((finding) =>
      source.problem(finding.path, finding.message, finding.at),
    );
    return conflicts.length > 0 ? invalid(conflicts) : { kind: 'valid', catalogue };
  }

  return {
    parse,
    async load(path) {
      try {
        return parse(await readFile(path, 'utf8'), path);
      } catch (error) {
        return { kind: 'invalid', hash: null, problems: [unreadable(path, error)] };
      }
    },
    hash: (path) => readFile(path, 'utf8').then(hashOf, () => null),
  };
}

/** The catalogue at `path`. Throws `InvalidCatalogue` with all problems. */
export async function loadCatalogue(path: string, reader: CatalogueReader): Promise<Catalogue> {
  const loaded = await reader.load(path);
  if (loaded.kind === 'invalid') throw new InvalidCatalogue(loaded.problems);
  return loaded.catalogue;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unreadable(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? String(error);
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
  return { file: path, line: null, column: null, path: '', message: why };
}
