import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * Says what is wrong in Slack's words, one line for each fault, e.g.
 * "must be less than 3001 characters [json-pointer:/blocks/0/text/text]".
 *
 * @param root where the checked value stands in the call's arguments, e.g. ['blocks']
 */
export function describeIssues(issues: readonly Issue[], root: readonly PropertyKey[], value: unknown): string[] {
  return issues.flatMap((issue) => describe(issue, root, value));
}

/** One line of Slack's: what is wrong, and where. */
export function line(words: string, path: readonly PropertyKey[]): string {
  return `${words} [json-pointer:${path.map((part) => `/${String(part)}`).join('')}]`;
}

function describe(issue: Issue, root: readonly PropertyKey[], value: unknown): string[] {
  const path = [...root, ...issue.path];
  const found = valueAt(value, issue.path);
  switch (issue.code) {
    case 'too_big':
      return [line(tooBig(issue), path)];
    case 'too_small':
      return [line(tooSmall(issue), path)];
    case 'unrecognized_keys':
      return issue.keys.map((key) => line(`invalid additional property: ${key}`, path));
    case 'invalid_type':
      if (found === undefined) return [line(`missing required field: ${String(issue.path.at(-1))}`, path.slice(0, -1))];
      return [line(`must provide ${issue.expected === 'array' ? 'an array' : `a ${issue.expected}`}`, path)];
    case 'invalid_value':
      if (found === undefined) return [line(`missing required field: ${String(issue.path.at(-1))}`, path.slice(0, -1))];
      return [line(`must be one of: ${issue.values.join(', ')}`, path)];
    case 'invalid_union':
      return describeUnion(issue, path, found);
    case 'custom':
    case 'invalid_format':
      return [line(issue.message, path)];
    default:
      return [line('failed to match all allowed schemas', path)];
  }
}

function describeUnion(issue: Issue & { code: 'invalid_union' }, path: PropertyKey[], found: unknown): string[] {
  if (!('discriminator' in issue) || issue.discriminator === undefined) {
    return [line('failed to match all allowed schemas', path)];
  }
  const place = path.slice(0, -1);
  if (found === undefined) return [line(`missing required field: ${issue.discriminator}`, place)];
  return [line(`unsupported type: ${String(found)}`, path)];
}

function tooBig(issue: Issue & { code: 'too_big' }): string {
  const limit = Number(issue.maximum);
  if (issue.origin === 'string') return `must be less than ${limit + 1} characters`;
  if (issue.origin === 'array') return `no more than ${limit} items allowed`;
  return `must be less than ${limit + 1}`;
}

function tooSmall(issue: Issue & { code: 'too_small' }): string {
  const limit = Number(issue.minimum);
  if (issue.origin === 'string') return `must be more than ${limit - 1} characters`;
  if (issue.origin === 'array') return `no fewer than ${limit} items allowed`;
  return `must be more than ${limit - 1}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[part];
  }
  return here;
}
