import { z } from 'zod';
import { stepsOf, wholePattern } from './pattern.ts';
import { labelName, patternFault } from './settings.ts';

/** PromQL's four operators; a label that a series lacks is the empty text. */
export type Operator = '=' | '!=' | '=~' | '!~';

export interface Condition {
  label: string;
  operator: Operator;
  value: string;
}

/** Two-character operators first; a value without an operator must be equal. */
const written = /^(=~|!~|!=|=)[ \t]*(.*)$/s;

/**
 * Which series of a metric are counted, by label: a value that must be equal, or one behind an operator (`=`, `!=`, `=~`,
 * `!~`). Of several for one label, all must hold.
 */
export const whereSchema = z
  .record(labelName, z.union([z.string(), z.array(z.string()).min(1)]))
  .check(({ value: where, issues }) => {
    for (const { label, operator, value } of conditionsOf(where)) {
      const message = operator === '=~' || operator === '!~' ? patternFault(value) : null;
      if (message === null) continue;
      issues.push({ code: 'custom', input: where, path: [label], message, params: { pattern: true } });
    }
  });
type Where = Readonly<Record<string, string | readonly string[]>>;

/** What is wrong with the first of these conditions that is wrong, in words; null where none is. */
export function whereFault(where: Where): string | null {
  const [issue] = whereSchema.safeParse(where).error?.issues ?? [];
  return issue ? `cannot tell series apart so: where.${issue.path.join('.')} ${issue.message}` : null;
}

/** What must hold for a series to be counted. */
export function conditionsOf(where: Where): Condition[] {
  return Object.entries(where).flatMap(([label, texts]) =>
    [texts].flat().map((text): Condition => ({ label, ...split(text) })),
  );
}

function split(text: string): Omit<Condition, 'label'> {
  const [, operator = '=', value = text] = written.exec(text) ?? [];
  return { operator: operator as Operator, value };
}

/** As it is said to people: `handler !~ /readyz`. */
export function conditionsText(conditions: readonly Condition[]): string {
  return conditions.map(({ label, operator, value }) => `${label} ${operator} ${value}`).join(', ');
}

/** How many steps of patterns one character of a series' labels may take. @throws PatternError in words */
export function stepsOfConditions(conditions: readonly Condition[]): number {
  return conditions.reduce(
    (sum, { operator, value }) => sum + (operator === '=~' || operator === '!~' ? stepsOf(value) : 1),
    0,
  );
}

/** So many values of a label are remembered: one that differs in every series would fill the memory. */
const maxRemembered = 1000;

/** What is told of a text, each text looked at once. */
export function remembered<T>(tell: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? tell(text);
    if (known.size < maxRemembered) known.set(text, found);
    return found;
  };
}

/** Whether a text matches. @throws PatternError in words */
function remembering(pattern: string): (text: string) => boolean {
  return remembered(wholePattern(pattern));
}

/** Whether a series with these labels is counted. @throws PatternError in words */
export function meeting(conditions: readonly Condition[]): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = conditions.map(({ label, operator, value }) => ({ label, holds: holding(operator, value) }));
  return (labels) => tests.every(({ label, holds }) => holds(labels[label] ?? ''));
}

function holding(operator: Operator, value: string): (text: string) => boolean {
  switch (operator) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '=~':
      return remembering(value);
    case '!~': {
      const matches = remembering(value);
      return (text) => !matches(text);
    }
  }
}
