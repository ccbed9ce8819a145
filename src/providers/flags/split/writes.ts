import { canonicalJson, type JsonObject } from '../../../domain/json.ts';
import { nothing } from './rules.ts';
import type { Definition, SplitRules } from './shapes.ts';

/** One call of the API that changes something. */
export type Write =
  | { kind: 'create' }
  /** Rules for an environment that had none. */
  | { kind: 'define'; definition: Definition }
  | { kind: 'update'; from: Definition; to: Definition }
  | { kind: 'undefine' }
  | { kind: 'switch'; on: boolean }
  | { kind: 'delete' };

/** The default treatment before it is killed, all else after; and restored last. */
export function writes(from: SplitRules, to: SplitRules): Write[] {
  if (to.stands === 'archived') return [];
  if (to.stands === 'absent') return from.stands === 'absent' ? [] : [...dropped(from), { kind: 'delete' }];
  const create: Write[] = from.stands === 'absent' ? [{ kind: 'create' }] : [];
  if (to.definition === null) return [...create, ...dropped(from)];
  const { enabled, definition } = from;
  if (definition === null) return [...create, ...defined(to.definition, to.enabled)];
  const before = { ...definition, defaultTreatment: to.definition.defaultTreatment };
  const killed = to.enabled ? [] : switched(enabled, false);
  const restored = to.enabled ? switched(enabled, true) : [];
  return [...create, ...updated(definition, before), ...killed, ...updated(before, to.definition), ...restored];
}

/** What is to be killed is defined for nobody first, since it serves until it is killed. */
function defined(definition: Definition, enabled: boolean): Write[] {
  if (enabled) return [{ kind: 'define', definition }];
  const silent = { ...definition, rules: [], defaultRule: [{ treatment: definition.defaultTreatment, size: 100 }] };
  return [{ kind: 'define', definition: silent }, { kind: 'switch', on: false }, ...updated(silent, definition)];
}

function dropped({ definition }: SplitRules): Write[] {
  return definition === null ? [] : [{ kind: 'undefine' }];
}

function switched(is: boolean, on: boolean): Write[] {
  return is === on ? [] : [{ kind: 'switch', on }];
}

function updated(from: Definition, to: Definition): Write[] {
  return patchOf(from, to).length === 0 ? [] : [{ kind: 'update', from, to }];
}

/** The JSON Patch (RFC 6902) from one definition to another. */
export function patchOf(from: Definition, to: Definition): JsonObject[] {
  const members = ['defaultTreatment', 'trafficAllocation', 'treatments', 'rules', 'defaultRule'] as const;
  return members
    .filter((member) => canonicalJson(from[member]) !== canonicalJson(to[member]))
    .map((member) => ({ op: 'replace', path: `/${member}`, value: JSON.parse(canonicalJson(to[member])) }));
}

export function after(rules: SplitRules, write: Write): SplitRules {
  switch (write.kind) {
    case 'create':
      return { stands: 'present', enabled: false, definition: null };
    case 'define':
      return { ...rules, enabled: true, definition: write.definition };
    case 'update':
      return { ...rules, definition: write.to };
    case 'undefine':
      return { ...rules, enabled: false, definition: null };
    case 'switch':
      return { ...rules, enabled: write.on };
    case 'delete':
      return nothing;
  }
}
