import type { FlagChange } from '../../../domain/flag.ts';
import { type Aimed, refusedBy } from '../edit.ts';
import { failure } from '../failures.ts';
import type { Strategy, UnleashRules } from './shapes.ts';
import { newStrategy, percentageIn, reachOf, sorted, withPercent } from './strategies.ts';

type Change = Extract<FlagChange, { kind: 'set' }>;

/** The numbers of segments by their names. */
export type SegmentIds = ReadonlyMap<string, number>;

/** Where a change of a flag that is there, or is to be created, leads from some rules. */
export function aimed(flag: string, from: UnleashRules, change: Change, ids: SegmentIds): Aimed<UnleashRules> {
  const there: UnleashRules = { ...from, stands: 'present' };
  const percent = change.percentage ?? percentageIn(there);
  const percentSaid = change.percentage !== undefined || change.variants !== undefined;
  const shared = percentSaid ? withEveryone(flag, there, percent) : { kind: 'aimed' as const, rules: there };
  if (shared.kind === 'failed') return shared;
  const varied = change.variants === undefined ? shared : withVariants(flag, shared.rules, change.variants);
  if (varied.kind === 'failed') return varied;
  const segmented =
    change.segments === undefined ? varied.rules : withSegments(flag, varied.rules, change.segments, ids);
  const enabled = change.enabled ?? segmented.enabled;
  return { kind: 'aimed', rules: { ...(enabled ? explicit(flag, segmented) : segmented), enabled } };
}

/** @param percent for everyone; null where the rules say none, and none is asked for */
function withEveryone(flag: string, rules: UnleashRules, percent: number | null): Aimed<UnleashRules> {
  const { everyone, unclear } = sorted(rules);
  const [only, ...more] = everyone;
  if (percent === null || more.length > 0 || (only === undefined && unclear.length > 0))
    return unclearRules(flag, more.length > 0);
  if (only) return { kind: 'aimed', rules: replaced(rules, only, withPercent(only, flag, percent)) };
  return { kind: 'aimed', rules: added(rules, newStrategy(flag, percent, { sortOrder: nextOrder(rules) })) };
}

function unclearRules(flag: string, several: boolean): Aimed<UnleashRules> {
  const why = several ? 'it has several strategies for everybody' : 'its strategies have constraints';
  const remedy = 'leave one gradual rollout without constraints and segments in Unleash, or set it by hand';
  return refusedBy(failure('other-rules', `one percentage does not say who gets ${flag}: ${why}`, remedy));
}

function withVariants(flag: string, rules: UnleashRules, wanted: NonNullable<Change['variants']>): Aimed<UnleashRules> {
  const [only] = sorted(rules).everyone;
  const known = only?.variants ?? [];
  const names = known.map(({ name }) => name);
  if (!only || wanted.length !== names.length || wanted.some(({ name }) => !names.includes(name))) {
    const has = names.length > 0 ? `the variants ${names.join(', ')}` : 'no variants';
    return refusedBy(
      failure('refused-value', `${flag} has ${has}`, 'say the percentage of each of these, and of no other'),
    );
  }
  const weights = new Map(wanted.map(({ name, percent }) => [name, Math.round(percent * 10)]));
  const variants = known.map((variant) => ({ ...variant, weight: weights.get(variant.name) ?? 0, weightType: 'fix' }));
  // The server wants one that takes up what the others leave.
  const last = variants.length - 1;
  const shaped = variants.map((variant, index) => (index === last ? { ...variant, weightType: 'variable' } : variant));
  return { kind: 'aimed', rules: replaced(rules, only, { ...only, variants: shaped }) };
}

/** Strategies for segments that are not wanted are disabled rather than deleted: so they can be put back as they were. */
function withSegments(flag: string, rules: UnleashRules, wanted: readonly string[], ids: SegmentIds): UnleashRules {
  const numbers = wanted.flatMap((name) => ids.get(name) ?? []);
  const filled = numbers.length > 0 ? explicit(flag, rules) : rules;
  const live = sorted(filled)['one-segment'];
  const left = live.filter(({ segments: [id] }) => id === undefined || !numbers.includes(id));
  const kept = left.reduce((all, strategy) => replaced(all, strategy, { ...strategy, disabled: true }), filled);
  const missing = numbers.filter((number) => !live.some(({ segments }) => segments.includes(number)));
  return missing.reduce((all, segment) => {
    const asleep = all.strategies.find(
      (one) => one.disabled && reachOf(one) === 'one-segment' && one.segments[0] === segment,
    );
    if (asleep) return replaced(all, asleep, { ...asleep, disabled: false });
    return added(all, newStrategy(flag, 100, { segment, sortOrder: nextOrder(all) }));
  }, kept);
}

/**
 * What the server would add by itself where it is switched on without a strategy that counts (of the project's choosing, so
 * for nobody knows whom), spelled out.
 */
function explicit(flag: string, rules: UnleashRules): UnleashRules {
  if (rules.strategies.some(({ disabled }) => !disabled)) return rules;
  return added(rules, newStrategy(flag, percentageIn(rules) ?? 0, { sortOrder: nextOrder(rules) }));
}

function replaced(rules: UnleashRules, old: Strategy, by: Strategy): UnleashRules {
  return { ...rules, strategies: rules.strategies.map((strategy) => (strategy === old ? by : strategy)) };
}

function added(rules: UnleashRules, strategy: Strategy): UnleashRules {
  return { ...rules, strategies: [...rules.strategies, strategy] };
}

function nextOrder({ strategies }: UnleashRules): number {
  return Math.max(-1, ...strategies.map(({ sortOrder }) => sortOrder)) + 1;
}
