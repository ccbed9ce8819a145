import type { FlagChange } from '../../../domain/flag.ts';
import { type Aimed, refusedBy } from '../edit.ts';
import { failure } from '../failures.ts';
import { isForSegments, killed, nameOf, onAndOff, whole } from './rules.ts';
import type { LaunchDarklyRules, Rule, Served } from './shapes.ts';

type Change = Extract<FlagChange, { kind: 'set' }>;

/** A new flag as LaunchDarkly makes it: off, and for everybody once it is on. Ids are not known before. */
const created: Pick<LaunchDarklyRules, 'variations' | 'fallthrough' | 'offVariation'> = {
  variations: [
    { _id: 'true', value: true },
    { _id: 'false', value: false },
  ],
  fallthrough: { variation: 0 },
  offVariation: 1,
};

/** A flag right after it was created. */
export function fresh(from: LaunchDarklyRules): LaunchDarklyRules {
  return { ...from, ...created, stands: 'present', enabled: false };
}

/** Where a change of a flag that is there, or is to be created, leads from some rules. */
export function aimed(flag: string, from: LaunchDarklyRules, change: Change): Aimed<LaunchDarklyRules> {
  const there = from.stands === 'absent' ? fresh(from) : from;
  const shared = withShares(flag, there, change);
  if (shared.kind === 'failed') return shared;
  const segmented = change.segments === undefined ? shared : withSegments(flag, shared.rules, change.segments);
  if (segmented.kind === 'failed') return segmented;
  if (change.enabled === false) return { kind: 'aimed', rules: killed(segmented.rules) };
  return { kind: 'aimed', rules: { ...segmented.rules, enabled: change.enabled ?? segmented.rules.enabled } };
}

function withShares(
  flag: string,
  rules: LaunchDarklyRules,
  { percentage, variants }: Change,
): Aimed<LaunchDarklyRules> {
  if (variants !== undefined) return withVariants(flag, rules, variants);
  if (percentage === undefined) return { kind: 'aimed', rules };
  const places = onAndOff(rules);
  if (!places) return notBoolean(flag, 'say the percentages of its variants');
  const weight = Math.round(percentage * 1000);
  const shares = [
    { variation: places.on, weight },
    { variation: places.off, weight: whole - weight },
  ];
  return { kind: 'aimed', rules: { ...rules, fallthrough: serving(rules.fallthrough, shares) } };
}

function notBoolean(flag: string, remedy: string): Aimed<LaunchDarklyRules> {
  return refusedBy(
    failure('other-rules', `one percentage does not say who gets ${flag}: it is no boolean flag`, remedy),
  );
}

/** How people are told apart stays as it is. In the order of the variations: so everybody keeps what he has. */
function serving({ rollout }: Served, shares: { variation: number; weight: number }[]): Served {
  const ordered = shares.toSorted((one, other) => one.variation - other.variation);
  const { bucketBy, contextKind } = rollout ?? {};
  return {
    rollout: {
      variations: ordered,
      ...(bucketBy === undefined ? {} : { bucketBy }),
      ...(contextKind === undefined ? {} : { contextKind }),
    },
  };
}

function withVariants(
  flag: string,
  rules: LaunchDarklyRules,
  wanted: NonNullable<Change['variants']>,
): Aimed<LaunchDarklyRules> {
  const names = rules.variations.map(nameOf);
  if (wanted.length !== names.length || wanted.some(({ name }) => !names.includes(name))) {
    return refusedBy(
      failure(
        'refused-value',
        `${flag} has the variants ${names.join(', ')}`,
        'say the percentage of each of these, and of no other',
      ),
    );
  }
  const shares = wanted.map(({ name, percent }) => ({
    variation: names.indexOf(name),
    weight: Math.round(percent * 1000),
  }));
  return { kind: 'aimed', rules: { ...rules, fallthrough: serving(rules.fallthrough, shares) } };
}

function withSegments(flag: string, rules: LaunchDarklyRules, wanted: readonly string[]): Aimed<LaunchDarklyRules> {
  const places = onAndOff(rules);
  if (!places) return notBoolean(flag, 'set its rules in LaunchDarkly by hand');
  const kept = rules.rules.flatMap((rule) => (isForSegments(rules, rule) ? narrowed(rule, wanted) : [rule]));
  const covered = new Set(
    kept.filter((rule) => isForSegments(rules, rule)).flatMap(({ clauses: [clause] }) => clause?.values ?? []),
  );
  const missing = wanted.filter((name) => !covered.has(name));
  const added: Rule[] = missing.length === 0 ? [] : [ruleFor(missing, places.on)];
  return { kind: 'aimed', rules: { ...rules, rules: [...kept, ...added] } };
}

/** The rule for those of its segments that are wanted; none where that is nobody. */
function narrowed(rule: Rule, wanted: readonly string[]): Rule[] {
  const clauses = rule.clauses.map((clause) => ({
    ...clause,
    values: clause.values.filter((value) => wanted.some((name) => name === value)),
  }));
  return clauses.some(({ values }) => values.length === 0) ? [] : [{ ...rule, clauses }];
}

function ruleFor(segments: readonly string[], variation: number): Rule {
  const clause = {
    contextKind: '',
    attribute: 'segmentMatch',
    op: 'segmentMatch',
    values: [...segments],
    negate: false,
  };
  return { variation, clauses: [clause], description: '' };
}
