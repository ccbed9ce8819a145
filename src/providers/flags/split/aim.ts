import type { FlagChange } from '../../../domain/flag.ts';
import { type Aimed, refusedBy } from '../edit.ts';
import { failure } from '../failures.ts';
import { isOnOff, killed, type OnOff, segmentOf } from './rules.ts';
import type { Definition, Rule, SplitRules } from './shapes.ts';

type Change = Extract<FlagChange, { kind: 'set' }>;
type Defined = { kind: 'defined'; definition: Definition } | Exclude<Aimed<never>, { kind: 'aimed' }>;

/** Where a change of a flag that is there, or is to be created, leads from some rules. */
export function aimed(flag: string, from: SplitRules, change: Change, names: OnOff): Aimed<SplitRules> {
  const { percentage, variants, segments } = change;
  const asksRules =
    percentage !== undefined || variants !== undefined || segments !== undefined || change.enabled === true;
  if (from.definition === null && !asksRules) return { kind: 'aimed', rules: { ...from, stands: 'present' } };
  const shared = withShares(flag, from.definition ?? initial(names), change, names);
  if (shared.kind === 'failed') return shared;
  const definition = segments === undefined ? shared.definition : withSegments(shared.definition, segments, names);
  const enabled = change.enabled ?? from.enabled;
  const rules: SplitRules = { stands: 'present', enabled, definition };
  return { kind: 'aimed', rules: enabled ? rules : killed(rules, names) };
}

/** Of a flag that has no rules in the environment yet: off for everybody. */
function initial({ on, off }: OnOff): Definition {
  return {
    treatments: [{ name: on }, { name: off }],
    defaultTreatment: off,
    trafficAllocation: 100,
    rules: [],
    defaultRule: [{ treatment: off, size: 100 }],
  };
}

function withShares(flag: string, definition: Definition, { percentage, variants }: Change, names: OnOff): Defined {
  if (variants !== undefined) return withVariants(flag, definition, variants);
  if (percentage === undefined) return { kind: 'defined', definition };
  if (!isOnOff(definition, names)) {
    const has = definition.treatments.map(({ name }) => name).join(', ');
    return unclear(
      flag,
      `its treatments are ${has}`,
      'say the percentages of its variants, or correct `on` and `off` of `flags`',
    );
  }
  if (definition.trafficAllocation !== 100) {
    return unclear(
      flag,
      `its exposure is limited to ${definition.trafficAllocation} %`,
      'set the limit of exposure to 100 % in Split',
    );
  }
  const buckets = [
    { treatment: names.on, size: percentage },
    { treatment: names.off, size: 100 - percentage },
  ];
  return { kind: 'defined', definition: { ...definition, defaultRule: buckets.filter(({ size }) => size > 0) } };
}

function unclear(flag: string, why: string, remedy: string): Defined {
  return refusedBy(failure('other-rules', `one percentage does not say who gets ${flag}: ${why}`, remedy));
}

function withVariants(flag: string, definition: Definition, wanted: NonNullable<Change['variants']>): Defined {
  const known = definition.treatments.map(({ name }) => name);
  if (wanted.length !== known.length || wanted.some(({ name }) => !known.includes(name))) {
    const words = `${flag} has the treatments ${known.join(', ')}`;
    return refusedBy(failure('refused-value', words, 'say the percentage of each of these, and of no other'));
  }
  const buckets = wanted.map(({ name, percent }) => ({ treatment: name, size: percent }));
  return { kind: 'defined', definition: { ...definition, defaultRule: buckets.filter(({ size }) => size > 0) } };
}

/** Rules for segments come first: a person who is in one is asked nothing else. */
function withSegments(definition: Definition, wanted: readonly string[], names: OnOff): Definition {
  const kept = definition.rules.filter((rule) => {
    const segment = segmentOf(rule, names);
    return segment === null || wanted.includes(segment);
  });
  const covered = kept.map((rule) => segmentOf(rule, names));
  const added = wanted.filter((name) => !covered.includes(name)).map((name) => ruleFor(name, names));
  return { ...definition, rules: [...added, ...kept] };
}

function ruleFor(segment: string, { on }: OnOff): Rule {
  const matchers = [{ type: 'IN_SEGMENT', string: segment }];
  return { buckets: [{ treatment: on, size: 100 }], condition: { combiner: 'AND', matchers } };
}
