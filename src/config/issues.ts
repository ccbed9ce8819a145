import type { z } from 'zod';
import { nearest } from '../platform/nearest.ts';
import { isObject } from './json-schema.ts';
import { type Path, shorten, unknownWord } from './problems.ts';

/** A problem that is not yet located. */
export interface ConfigProblem {
  path: Path;
  message: string;
  at: 'key' | 'value';
}

type Issue = z.core.$ZodIssue;

/**
 * zod's issues in words, with what is known and what was probably meant; unknown keys apart.
 * @param value what was parsed
 */
export function findingsOf(issues: readonly Issue[], value: unknown): ConfigProblem[] {
  return issues.flatMap((issue) => findings(issue, [], value));
}

function findings(issue: Issue, prefix: Path, value: unknown): ConfigProblem[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const given = at(value, path);
  const one = (message: string, side: ConfigProblem['at'] = 'value'): ConfigProblem[] => [{ path, message, at: side }];
  if (given === null) return one(emptyWords(path));
  switch (issue.code) {
    case 'unrecognized_keys':
      // Told by `unknownKeys`, for all schemas alike.
      return [];
    case 'invalid_union':
      return union(issue, path, given, value);
    case 'invalid_value':
      return one(choiceWords(issue, given));
    case 'invalid_key':
      return one(`${shorten(String(path.at(-1)))}: ${issue.issues[0]?.message ?? issue.message}`, 'key');
    case 'invalid_type':
      return one(given === undefined ? 'is missing' : typeWords(issue, given));
    case 'invalid_format':
    case 'custom':
      return one(typeof given === 'string' ? `${issue.message}, not '${shorten(given)}'` : issue.message);
    default:
      return one(issue.message);
  }
}

function union(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  given: unknown,
  value: unknown,
): ConfigProblem[] {
  const { options } = issue as { options?: unknown };
  if (Array.isArray(options)) {
    const known = options.map(String);
    const message =
      given === undefined
        ? `is missing; known: ${known.join(', ')}`
        : unknownWord('', text(given), nearest(text(given), known), known);
    return [{ path, message, at: 'value' }];
  }
  // The branch that was meant is the one whose shape fits: nothing is wrong with the type of the value itself.
  const meant = issue.errors.filter(
    (branch) => !branch.some((each) => each.code === 'invalid_type' && each.path.length === 0),
  );
  const branch = meant[0] ?? issue.errors.find((each) => each.length > 0);
  return (branch ?? []).flatMap((each) => findings(each, path, value));
}

function emptyWords(path: Path): string {
  const hint = path.at(-1) === 'channel' ? ": YAML takes a bare # for a comment; write '#releases' in quotes" : '';
  return `is empty${hint}`;
}

function choiceWords(issue: Extract<Issue, { code: 'invalid_value' }>, given: unknown): string {
  const known = issue.values.map(String);
  // A literal says in its own words what it wants.
  if (known.length === 1)
    return given === undefined ? `is missing: ${issue.message}` : `${issue.message}, not '${shorten(text(given))}'`;
  if (given === undefined) return `is missing; known: ${known.join(', ')}`;
  return unknownWord('', text(given), nearest(text(given), known), known);
}

const typeNames: Record<string, string> = {
  object: 'settings (key: value)',
  record: 'settings (key: value)',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function typeWords(issue: Extract<Issue, { code: 'invalid_type' }>, given: unknown): string {
  // zod's own text begins so; anything else was written for this field and is better.
  const own = issue.message.startsWith('Invalid input') ? null : issue.message;
  const wanted = own ?? `expected ${typeNames[issue.expected] ?? issue.expected}`;
  return `${wanted}, not ${isObject(given) ? (Array.isArray(given) ? 'a list' : 'settings') : `'${shorten(text(given))}'`}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, part) => {
    return isObject(here) && Object.hasOwn(here, part) ? here[String(part)] : undefined;
  }, value);
}
