import { canonicalJson } from '../../../domain/json.ts';
import type { Strategy, UnleashRules } from './shapes.ts';

/** One call of the Admin API that changes something. */
export type Write =
  | { kind: 'create' }
  | { kind: 'switch'; on: boolean }
  | { kind: 'add'; strategy: Strategy }
  | { kind: 'update'; id: string; strategy: Strategy }
  | { kind: 'remove'; id: string }
  /** Archives a flag and deletes it. */
  | { kind: 'delete' };

/** What tells two sets of rules apart. Ids and places do not: a strategy that was deleted comes back under another id. */
export function essence({ stands, enabled, strategies }: UnleashRules): unknown {
  return { stands, enabled, strategies: strategies.map(keyOf).toSorted() };
}

function keyOf({ id: _, sortOrder: __, ...content }: Strategy): string {
  return canonicalJson(content);
}

/**
 * Off first and on last, and strategies are removed when all others stand: in between nobody gets the flag who gets it
 * neither before nor after.
 */
export function writes(from: UnleashRules, to: UnleashRules): Write[] {
  if (to.stands === 'archived') return [];
  if (to.stands === 'absent') return from.stands === 'absent' ? [] : [...switchedTo(from, false), { kind: 'delete' }];
  const create: Write[] = from.stands === 'absent' ? [{ kind: 'create' }] : [];
  const strategies = strategyWrites(from.strategies, to.strategies);
  return to.enabled
    ? [...create, ...strategies, ...switchedTo(from, true)]
    : [...create, ...switchedTo(from, false), ...strategies];
}

function switchedTo({ enabled }: UnleashRules, on: boolean): Write[] {
  return enabled === on ? [] : [{ kind: 'switch', on }];
}

function strategyWrites(from: readonly Strategy[], to: readonly Strategy[]): Write[] {
  const pairs = paired(from, to);
  const updates = pairs.flatMap(({ old, wanted }): Write[] =>
    old.id === null || keyOf(old) === keyOf(wanted) ? [] : [{ kind: 'update', id: old.id, strategy: wanted }],
  );
  const adds = to
    .filter((strategy) => !pairs.some(({ wanted }) => wanted === strategy))
    .map((strategy): Write => ({ kind: 'add', strategy }));
  const removes = from
    .filter((strategy) => !pairs.some(({ old }) => old === strategy))
    .flatMap(({ id }): Write[] => (id === null ? [] : [{ kind: 'remove', id }]));
  return [...updates, ...adds, ...removes];
}

interface Pair {
  old: Strategy;
  wanted: Strategy;
}

/** By id, and of the rest those that are alike already. */
function paired(from: readonly Strategy[], to: readonly Strategy[]): Pair[] {
  const pairs = to.flatMap((wanted): Pair[] => {
    const old = wanted.id === null ? undefined : from.find(({ id }) => id === wanted.id);
    return old ? [{ old, wanted }] : [];
  });
  for (const wanted of to) {
    if (pairs.some((pair) => pair.wanted === wanted)) continue;
    const old = from.find((one) => keyOf(one) === keyOf(wanted) && !pairs.some((pair) => pair.old === one));
    if (old) pairs.push({ old, wanted });
  }
  return pairs;
}

/** The rules after a write. A strategy that was added has no id that is known yet. */
export function after(rules: UnleashRules, write: Write): UnleashRules {
  const { strategies } = rules;
  switch (write.kind) {
    case 'create':
      return { stands: 'present', enabled: false, strategies: [] };
    case 'delete':
      return { stands: 'absent', enabled: false, strategies: [] };
    case 'switch':
      return { ...rules, enabled: write.on };
    case 'add':
      return { ...rules, strategies: [...strategies, { ...write.strategy, id: null }] };
    case 'update':
      return {
        ...rules,
        strategies: strategies.map((one) => (one.id === write.id ? { ...write.strategy, id: one.id } : one)),
      };
    case 'remove':
      return { ...rules, strategies: strategies.filter(({ id }) => id !== write.id) };
  }
}
