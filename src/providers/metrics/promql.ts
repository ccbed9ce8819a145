import type { Operator } from './where.ts';

/** A double-quoted PromQL string literal whose value is `text`. */
export function promString(text: string): string {
  return `"${promEscape(text)}"`;
}

/** `text` as it is written between the double quotes of a PromQL string. */
export function promEscape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** A regular expression (RE2, which matchers anchor at both ends) that matches exactly `text`. */
export function promLiteral(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

export type Matcher = readonly [label: string, operator: Operator, value: string];

/** Matches any of these values of a label. */
export function oneOf(label: string, values: readonly string[]): Matcher {
  const [first = '', ...more] = new Set(values);
  return more.length === 0 ? [label, '=', first] : [label, '=~', [first, ...more].map(promLiteral).join('|')];
}

/** A metric with matchers: `name{label="value",other=~"regex"}`. Names must already be checked. */
export function series(metric: string, matchers: readonly Matcher[]): string {
  return `${metric}{${matchers.map(([label, operator, value]) => `${label}${operator}${promString(value)}`).join(',')}}`;
}

/** What the queries are about. */
export interface Scope {
  namespace: string;
  workload: string;
  candidate: string;
  pods: readonly { name: string; prefix: string | null }[];
}

/**
 * Matches the pods' names: one branch per ReplicaSet, so that the query stays short for hundreds of pods.
 */
export function podRegex(pods: Scope['pods']): string {
  const branches = pods.map(({ name, prefix }) =>
    prefix === null ? promLiteral(name) : `${promLiteral(prefix)}[^.]+`,
  );
  return [...new Set(branches)].join('|');
}

/** Puts the scope's names, escaped for inside a double-quoted string, in place of `{{namespace}}` and the like. */
export function fillIn(query: string, scope: Scope): string {
  const values: Record<string, string> = {
    namespace: scope.namespace,
    workload: scope.workload,
    candidate: scope.candidate,
    pods: podRegex(scope.pods),
  };
  return query.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? promEscape(values[name] ?? '') : whole,
  );
}
