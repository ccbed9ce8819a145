import { z } from 'zod';
import { canonicalJson } from '../../../domain/json.ts';

/** What is read of a DestinationRule's spec; the rest is kept as it is. */
export const ruleSchema = z.looseObject({
  host: z.string(),
  trafficPolicy: z.record(z.string(), z.unknown()).optional(),
  subsets: z
    .array(z.looseObject({ name: z.string(), trafficPolicy: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

/**
 * The rules as Istio merges them: those that the same callers see are one, of which the first policy counts, and of each
 * name the first subset. What holds for all callers comes before what only some workloads see.
 * @param rules by age, the oldest first
 */
export function together(rules: readonly Rule[]): Rule[] {
  const key = (rule: Rule) => canonicalJson([rule['exportTo'] ?? null, rule['workloadSelector'] ?? null]);
  const merged = [...Map.groupBy(rules, key).values()].flatMap(([first, ...more]) =>
    first ? [more.reduce(merge, first)] : [],
  );
  const isGeneral = (rule: Rule) => rule['workloadSelector'] === undefined;
  return [...merged.filter(isGeneral), ...merged.filter((rule) => !isGeneral(rule))];
}

function merge(older: Rule, newer: Rule): Rule {
  const policy = Object.keys(older.trafficPolicy ?? {}).length > 0 ? older.trafficPolicy : newer.trafficPolicy;
  const names = new Set((older.subsets ?? []).map(({ name }) => name));
  const subsets = [...(older.subsets ?? []), ...(newer.subsets ?? []).filter(({ name }) => !names.has(name))];
  return { ...older, ...(policy ? { trafficPolicy: policy } : {}), subsets };
}
