import { z } from 'zod';

/** A `metav1.LabelSelector`, as a workload has one. */
export const selectorSchema = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .optional(),
});
export type Selector = z.infer<typeof selectorSchema>;
type Expression = NonNullable<Selector['matchExpressions']>[number];
type Labels = Readonly<Record<string, string>>;

/** @returns the selector in the words of the API's `labelSelector` */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return [...labels, ...matchExpressions.map(expressionText)].join(',');
}

/** @returns a `labelSelector` for all of these labels; empty, which selects everything, for none */
export function labelText(labels: Labels): string {
  return selectorText({ matchLabels: labels });
}

/** Whether the selector takes an object with these labels; an empty one takes all. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && meets(labels, matchExpressions);
}

/** Whether an object with these labels meets the expressions. */
export function meets(labels: Labels, expressions: readonly Expression[]): boolean {
  return expressions.every((expression) => meetsOne(labels, expression));
}

function meetsOne(labels: Labels, { key, operator, values }: Expression): boolean {
  switch (operator) {
    case 'In':
      return isOneOf(labels[key], values);
    case 'NotIn':
      return !isOneOf(labels[key], values);
    case 'Exists':
      return key in labels;
    case 'DoesNotExist':
      return !(key in labels);
  }
}

/** Without the label there is no value, not even an empty one. */
function isOneOf(value: string | undefined, values: readonly string[]): boolean {
  return value !== undefined && values.includes(value);
}

function expressionText({ key, operator, values }: Expression): string {
  switch (operator) {
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}
