import type { FlagMaster, FlagVariant } from '../../../domain/flag.ts';
import type { LaunchDarklyRules, Rule, Served } from './shapes.ts';

/** Of all weights of a rollout. */
export const whole = 100_000;

export const nothing: LaunchDarklyRules = {
  stands: 'absent',
  enabled: false,
  variations: [],
  rules: [],
  fallthrough: {},
  targets: [],
  contextTargets: [],
  prerequisites: [],
};

/** The places of `true` and `false` among a flag's variations; null where it is not a boolean flag. */
export function onAndOff({ variations }: LaunchDarklyRules): { on: number; off: number } | null {
  const on = variations.findIndex(({ value }) => value === true);
  const off = variations.findIndex(({ value }) => value === false);
  return variations.length === 2 && on >= 0 && off >= 0 ? { on, off } : null;
}

/** The weight of each variation by its place, of 100,000. */
export function weights({ variation, rollout }: Served): Map<number, number> {
  if (rollout === undefined) return new Map(variation === undefined ? [] : [[variation, whole]]);
  const sums = new Map<number, number>();
  for (const { variation: place, weight } of rollout.variations) sums.set(place, (sums.get(place) ?? 0) + weight);
  return new Map([...sums].filter(([, weight]) => weight > 0).toSorted(([one], [other]) => one - other));
}

/** Whether a flag that is off still gives `true` to everybody, as its off variation. */
function isOnWhileOff(rules: LaunchDarklyRules): boolean {
  const places = onAndOff(rules);
  return places !== null && rules.stands === 'present' && !rules.enabled && rules.offVariation === places.on;
}

export function serves(rules: LaunchDarklyRules): boolean {
  return rules.enabled || isOnWhileOff(rules);
}

/** The same rules for nobody: off, and `false` for all who ask. */
export function killed(rules: LaunchDarklyRules): LaunchDarklyRules {
  const places = onAndOff(rules);
  return { ...rules, enabled: false, ...(places ? { offVariation: places.off } : {}) };
}

/** 0 to 100; null where the flag is not a boolean one. */
export function percentageIn(rules: LaunchDarklyRules): number | null {
  const places = onAndOff(rules);
  if (!places) return null;
  return isOnWhileOff(rules) ? 100 : (weights(rules.fallthrough).get(places.on) ?? 0) / 1000;
}

/** The variations of a flag that is no boolean one, by their names (or values). */
export function variantsIn(rules: LaunchDarklyRules): FlagVariant[] {
  if (onAndOff(rules)) return [];
  const shares = weights(rules.fallthrough);
  return rules.variations.map((variation, place) => ({
    name: nameOf(variation),
    percent: (shares.get(place) ?? 0) / 1000,
  }));
}

export function nameOf({ name, value }: LaunchDarklyRules['variations'][number]): string {
  return name ?? (typeof value === 'string' ? value : JSON.stringify(value));
}

/** Whether all members of some segments get `true` by this rule, and nothing else is asked of them. */
export function isForSegments(rules: LaunchDarklyRules, rule: Rule): boolean {
  const places = onAndOff(rules);
  const [clause] = rule.clauses;
  if (!places || clause === undefined || rule.clauses.length !== 1) return false;
  return clause.op === 'segmentMatch' && !clause.negate && weights(rule).get(places.on) === whole;
}

export function segmentsIn(rules: LaunchDarklyRules): string[] {
  const named = rules.rules
    .filter((rule) => isForSegments(rules, rule))
    .flatMap(({ clauses }) => clauses.flatMap(({ values }) => values))
    .filter((value) => typeof value === 'string');
  return [...new Set(named)];
}

/** Who moves the default rule by himself. */
export function masterOf({ fallthrough, rules }: LaunchDarklyRules): FlagMaster | null {
  const kinds = [fallthrough, ...rules].map(({ rollout }) => rollout?.experimentAllocation?.type);
  if (kinds.includes('measuredRollout')) {
    return { kind: 'guarded-rollout', words: 'is moved by a guarded rollout of LaunchDarkly' };
  }
  const other = [fallthrough, ...rules].some(({ rollout }) => rollout?.experimentAllocation !== undefined);
  return other ? { kind: 'other', words: 'is part of an experiment in LaunchDarkly' } : null;
}

/** What tells two sets of rules apart. Ids of rules and clauses do not: what was replaced comes back under others. */
export function essence(rules: LaunchDarklyRules): unknown {
  const { stands, enabled, offVariation, targets, contextTargets, prerequisites } = rules;
  return {
    stands,
    enabled,
    offVariation,
    targets,
    contextTargets,
    prerequisites,
    fallthrough: servedBy(rules.fallthrough),
    rules: rules.rules.map(ruleEssence),
  };
}

function servedBy(served: Served): unknown {
  const { bucketBy, contextKind, experimentAllocation } = served.rollout ?? {};
  const shares = [...weights(served)];
  // Of one share for all it does not matter how people are told apart.
  return shares.length === 1
    ? { shares }
    : { shares, bucketBy: bucketBy ?? 'key', contextKind: contextKind ?? 'user', experimentAllocation };
}

export function ruleEssence(rule: Rule): unknown {
  const clauses = rule.clauses.map(({ _id: _, ...clause }) => clause);
  const { description, ref, trackEvents = false } = rule;
  return { served: servedBy(rule), clauses, description, ref, trackEvents };
}
