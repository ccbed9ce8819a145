import type { FlagVariant } from '../../../domain/flag.ts';
import type { Strategy, UnleashRules } from './shapes.ts';

/** The parameter with the percentage of each strategy that has one. */
const percentageOf: Readonly<Record<string, string>> = {
  flexibleRollout: 'rollout',
  gradualRolloutRandom: 'percentage',
  gradualRolloutUserId: 'percentage',
  gradualRolloutSessionId: 'percentage',
};

/** Strategies that name their users or machines, and so say nothing of all others. */
const naming = ['userWithId', 'remoteAddress', 'applicationHostname'];

/** Whom a strategy is about: `unclear` where that cannot be said without its constraints. */
type Reach = 'everyone' | 'one-segment' | 'named' | 'unclear';

/** Whether it is disabled does not matter. */
export function reachOf(strategy: Strategy): Reach {
  const { name, constraints, segments } = strategy;
  if (naming.includes(name)) return 'named';
  if (constraints.length > 0 || percentIn(strategy) === null) return 'unclear';
  if (segments.length === 0) return 'everyone';
  return segments.length === 1 && percentIn(strategy) === 100 ? 'one-segment' : 'unclear';
}

/** 0 to 100; null where the server has kept what nobody can have meant, or the strategy has no percentage. */
function percentIn({ name, parameters }: Strategy): number | null {
  if (name === 'default') return 100;
  const said = parameters[percentageOf[name] ?? ''];
  return said !== undefined && /^\d{1,3}$/.test(said) && Number(said) <= 100 ? Number(said) : null;
}

/** The strategies that count, by whom they are about. */
export function sorted({ strategies }: UnleashRules): Record<Reach, Strategy[]> {
  const live = strategies.filter(({ disabled }) => !disabled);
  const reaching = (reach: Reach) => live.filter((strategy) => reachOf(strategy) === reach);
  return {
    everyone: reaching('everyone'),
    'one-segment': reaching('one-segment'),
    named: reaching('named'),
    unclear: reaching('unclear'),
  };
}

/** Of those whom no segment and no other rule singles out (0 to 100); null where the strategies do not say it in one figure. */
export function percentageIn(rules: UnleashRules): number | null {
  const { everyone, unclear } = sorted(rules);
  const [only] = everyone;
  if (only) return everyone.length === 1 ? percentIn(only) : null;
  if (unclear.length > 0) return null;
  // Without any strategy the server switches a flag on for all; with disabled ones alone it serves nobody.
  return rules.strategies.length === 0 ? 100 : 0;
}

/** Ids of the segments whose members all get the flag. */
export function segmentsIn(rules: UnleashRules): number[] {
  return sorted(rules)['one-segment'].flatMap(({ segments }) => segments);
}

/** Whether it is drawn by lot at each request who gets the flag, so that nobody keeps it. */
export function isDrawnAnew(rules: UnleashRules): boolean {
  return sorted(rules).everyone.some(
    ({ name, parameters }) => name === 'gradualRolloutRandom' || parameters['stickiness'] === 'random',
  );
}

export function variantsIn(rules: UnleashRules): FlagVariant[] {
  const { everyone } = sorted(rules);
  return everyone.flatMap(({ variants }) => variants.map(({ name, weight }) => ({ name, percent: weight / 10 })));
}

/** @param percent whole */
export function withPercent(strategy: Strategy, flag: string, percent: number): Strategy {
  const parameter = percentageOf[strategy.name];
  if (parameter === undefined) {
    return percent === 100 ? strategy : { ...strategy, name: 'flexibleRollout', parameters: rollout(flag, percent) };
  }
  return { ...strategy, parameters: { ...strategy.parameters, [parameter]: String(percent) } };
}

function rollout(flag: string, percent: number): Strategy['parameters'] {
  return { groupId: flag, rollout: String(percent), stickiness: 'default' };
}

/** One that is still to be made: for everybody, or for a segment's members. */
export function newStrategy(
  flag: string,
  percent: number,
  { segment, sortOrder }: { segment?: number; sortOrder: number },
): Strategy {
  return {
    id: null,
    name: 'flexibleRollout',
    title: null,
    disabled: false,
    parameters: rollout(flag, percent),
    constraints: [],
    segments: segment === undefined ? [] : [segment],
    variants: [],
    sortOrder,
    milestoneId: null,
  };
}
