import {
  type FlagChange,
  type FlagMaster,
  type FlagState,
  flagStateSchema,
  type LastChange,
} from '../../src/domain/flag.ts';
import { changes } from '../../src/providers/flags/change.ts';
import { refusedBy } from '../../src/providers/flags/edit.ts';
import { unanswered } from '../../src/providers/flags/evaluations.ts';
import { failure, unknownSegments } from '../../src/providers/flags/failures.ts';
import type { FlagFailure, Flags } from '../../src/providers/flags/flags.ts';
import { kept } from '../../src/providers/flags/kept.ts';

type Rules = Pick<FlagState, 'stands' | 'enabled' | 'percentage' | 'segments' | 'variants'>;
type Write = { kind: 'put'; rules: Rules };

const absent: Rules = { stands: 'absent', enabled: false, percentage: 0, segments: [], variants: [] };
const present: Rules = { ...absent, stands: 'present' };

/** A flag service in memory, and what happens to it past Sluice. */
export interface FakeFlags extends Flags {
  /** Somebody changes a flag by hand. */
  byHand(flag: string, by: string, change: Partial<Rules>): void;
  /** From now on another one decides on a flag, or nobody (null). */
  master(flag: string, master: FlagMaster | null): void;
  /** What is good to know of a flag from now on. */
  remark(flag: string, remarks: string[]): void;
  /** Every question fails so from now on; null: no longer. */
  fail(failure: FlagFailure | null): void;
  /** The writes so far: `new-tax 25 %`, `new-tax off`. */
  writes: string[];
}

export const serviceDown: FlagFailure = failure(
  'unreachable',
  'the flags: nobody answers',
  'wait until they answer again',
);

/** @param segments names of the segments that there are */
export function fakeFlags(segments: readonly string[] = ['beta', 'staff']): FakeFlags {
  const flags = new Map<string, Rules>();
  const changed = new Map<string, LastChange>();
  const masters = new Map<string, FlagMaster>();
  const remarked = new Map<string, string[]>();
  const written: string[] = [];
  let failing: FlagFailure | null = null;
  const place = { service: 'the flags', project: 'project default', environment: 'production' };
  const names = async () => (failing ? [] : [...flags.keys()].toSorted());

  function stateOf(flag: string, rules: Rules): FlagState {
    const remarks = remarked.get(flag);
    return {
      ...rules,
      flag,
      ...kept(rules, rules),
      changed: null,
      master: masters.get(flag) ?? null,
      ...(remarks && { remarks }),
    };
  }

  function prepare(change: Extract<FlagChange, { kind: 'set' }>) {
    const missing = (change.segments ?? []).filter((name) => !segments.includes(name));
    if (failing) return refusedBy(failing);
    if (missing.length > 0) return refusedBy(unknownSegments(place, missing, segments));
    const { enabled, percentage, segments: named, variants } = change;
    const patch = { enabled, percentage, segments: named, variants };
    const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    return {
      kind: 'prepared' as const,
      aim(from: Rules) {
        const unknown = (variants ?? []).filter(({ name }) => !from.variants.some((each) => each.name === name));
        if (unknown.length > 0) return refusedBy(failure('refused-value', 'it has no such variant', 'correct it'));
        return { kind: 'aimed' as const, rules: { ...from, stands: 'present' as const, ...said } };
      },
    };
  }

  return {
    name: 'fake',
    environment: place.environment,
    read: async (question) => unanswered(question, 'PROVIDER_NOT_READY', 'it is not asked for values'),
    ...changes<Rules, Write>({
      place,
      finest: { percentage: 0.1, variants: 0.1 },
      find: async (flag) => {
        if (failing) return refusedBy(failing);
        const rules = flags.get(flag) ?? absent;
        return { kind: 'found', rules, state: stateOf(flag, rules) };
      },
      lastChange: async (flag) => changed.get(flag) ?? null,
      essence: (rules) => rules,
      writes: (_, rules) => [{ kind: 'put', rules }],
      after: (_, { rules }) => rules,
      send: async (flag, { rules }) => {
        if (failing) return failing;
        written.push(
          `${flag} ${rules.stands === 'absent' ? 'deleted' : rules.enabled ? `${rules.percentage} %` : 'off'}`,
        );
        if (rules.stands === 'absent') flags.delete(flag);
        else flags.set(flag, rules);
        changed.set(flag, { by: 'sluice', at: 0 });
        return null;
      },
      rulesIn: (state) =>
        flagStateSchema
          .pick({ stands: true, enabled: true, percentage: true, segments: true, variants: true })
          .safeParse(state.rules).data ?? null,
      killed: (rules) => ({ ...rules, enabled: false }),
      off: null,
      prepare: async (_, change) => prepare(change),
      names,
    }),
    names,
    check: async () => failing,
    lacks: async () => null,
    close: async () => undefined,
    byHand(flag, by, change) {
      flags.set(flag, { ...present, ...flags.get(flag), ...change });
      changed.set(flag, { by, at: 0 });
    },
    master: (flag, master) => void (master ? masters.set(flag, master) : masters.delete(flag)),
    remark: (flag, remarks) => void remarked.set(flag, remarks),
    fail: (failure) => {
      failing = failure;
    },
    writes: written,
  };
}
