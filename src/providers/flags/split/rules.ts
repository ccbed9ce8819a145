import type { FlagVariant } from '../../../domain/flag.ts';
import type { Definition, Rule, SplitRules } from './shapes.ts';

/** The treatments that stand for on and off. */
export interface OnOff {
  on: string;
  off: string;
}

export const nothing: SplitRules = { stands: 'absent', enabled: false, definition: null };

/** Of one rule, how much each treatment gets (percent). */
export function sizes(buckets: Definition['defaultRule']): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { treatment, size } of buckets) sums.set(treatment, (sums.get(treatment) ?? 0) + size);
  return new Map([...sums].filter(([, size]) => size > 0).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether the treatments are on and off, and nothing else. */
export function isOnOff({ treatments }: Definition, { on, off }: OnOff): boolean {
  const names = treatments.map(({ name }) => name);
  return names.length === 2 && names.includes(on) && names.includes(off);
}

/** Whether a killed flag still gives `on` to everybody, as its default treatment. */
function isOnWhileKilled({ enabled, definition }: SplitRules, { on }: OnOff): boolean {
  return !enabled && definition?.defaultTreatment === on;
}

export function serves(rules: SplitRules, names: OnOff): boolean {
  return rules.enabled || isOnWhileKilled(rules, names);
}

/** The same rules for nobody: killed, with `off` for all who ask. */
export function killed(rules: SplitRules, { off }: OnOff): SplitRules {
  const { definition } = rules;
  const hasOff = definition?.treatments.some(({ name }) => name === off) ?? false;
  return {
    ...rules,
    enabled: false,
    definition: definition && hasOff ? { ...definition, defaultTreatment: off } : definition,
  };
}

/** 0 to 100; null where exposure is limited, or there are other treatments. */
export function percentageIn(rules: SplitRules, names: OnOff): number | null {
  const { definition } = rules;
  if (definition === null) return 0;
  if (isOnWhileKilled(rules, names)) return 100;
  if (!isOnOff(definition, names) || definition.trafficAllocation !== 100) return null;
  return sizes(definition.defaultRule).get(names.on) ?? 0;
}

export function variantsIn({ definition }: SplitRules, names: OnOff): FlagVariant[] {
  if (definition === null || isOnOff(definition, names)) return [];
  const shares = sizes(definition.defaultRule);
  return definition.treatments.map(({ name }) => ({ name, percent: shares.get(name) ?? 0 }));
}

/** The segment all of whose members get `on` by a rule that asks for nothing else; null for another rule. */
export function segmentOf({ buckets, condition }: Rule, { on }: OnOff): string | null {
  const [matcher] = condition.matchers;
  if (!matcher || condition.matchers.length !== 1 || matcher.type !== 'IN_SEGMENT' || matcher.negate) return null;
  return sizes(buckets).get(on) === 100 ? (matcher.string ?? null) : null;
}

export function segmentsIn({ definition }: SplitRules, names: OnOff): string[] {
  return (definition?.rules ?? []).flatMap((rule) => segmentOf(rule, names) ?? []);
}

/** What tells two sets of rules apart. */
export function essence({ stands, enabled, definition }: SplitRules): unknown {
  if (definition === null) return { stands, enabled };
  const { defaultTreatment, trafficAllocation, treatments, rules, defaultRule } = definition;
  return {
    stands,
    enabled,
    defaultTreatment,
    trafficAllocation,
    treatments: treatments.map(({ name }) => name),
    defaultRule: [...sizes(defaultRule)],
    rules: rules.map(({ buckets, condition }) => ({ buckets: [...sizes(buckets)], condition })),
  };
}
