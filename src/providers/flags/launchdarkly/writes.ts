import { canonicalJson, type JsonObject } from '../../../domain/json.ts';
import { fresh } from './aim.ts';
import { killed, nothing, ruleEssence, weights, whole } from './rules.ts';
import type { LaunchDarklyRules, Rule, Served } from './shapes.ts';

/** One call of the API that changes something. A patch is done as a whole or not at all. */
export type Write =
  | { kind: 'create' }
  /** `from`: null for a flag that was created just now, whose ids have to be read first. */
  | { kind: 'patch'; from: LaunchDarklyRules | null; to: LaunchDarklyRules }
  | { kind: 'delete' };

export function writes(from: LaunchDarklyRules, to: LaunchDarklyRules): Write[] {
  if (to.stands === 'archived') return [];
  const create: Write[] = from.stands === 'absent' && to.stands === 'present' ? [{ kind: 'create' }] : [];
  if (to.stands === 'absent') return from.stands === 'absent' ? [] : [...switchedOff(from), { kind: 'delete' }];
  const made = create.length > 0;
  if (instructions(made ? fresh(from) : from, to).length === 0) return create;
  return [...create, { kind: 'patch', from: made ? null : from, to }];
}

function switchedOff(from: LaunchDarklyRules): Write[] {
  const to = killed(from);
  return instructions(from, to).length > 0 ? [{ kind: 'patch', from, to }] : [];
}

export function after(rules: LaunchDarklyRules, write: Write): LaunchDarklyRules {
  switch (write.kind) {
    case 'create':
      return fresh(rules);
    case 'patch':
      return write.to;
    case 'delete':
      return nothing;
  }
}

/** The semantic patch from some rules to others. */
export function instructions(from: LaunchDarklyRules, to: LaunchDarklyRules): JsonObject[] {
  const same = (one: unknown, other: unknown) => canonicalJson(one) === canonicalJson(other);
  const served = (served: Served) => instructionOf(from, served);
  return [
    ...(from.enabled && !to.enabled ? [{ kind: 'turnFlagOff' }] : []),
    ...(same(from.rules.map(ruleEssence), to.rules.map(ruleEssence))
      ? []
      : [{ kind: 'replaceRules', rules: to.rules.map((rule) => ruleOf(from, rule)) }]),
    ...(same(served(from.fallthrough), served(to.fallthrough))
      ? []
      : [{ kind: 'updateFallthroughVariationOrRollout', ...served(to.fallthrough) }]),
    ...(from.offVariation === to.offVariation || to.offVariation === undefined
      ? []
      : [{ kind: 'updateOffVariation', variationId: from.variations[to.offVariation]?._id ?? '' }]),
    ...(!from.enabled && to.enabled ? [{ kind: 'turnFlagOn' }] : []),
  ];
}

function ruleOf(from: LaunchDarklyRules, rule: Rule): JsonObject {
  const { clauses, description, ref, trackEvents } = rule;
  return {
    clauses: clauses.map(({ _id: _, ...clause }) => clause),
    description,
    ...(ref === undefined ? {} : { ref }),
    ...(trackEvents === undefined ? {} : { trackEvents }),
    ...instructionOf(from, rule),
  };
}

/** As instructions say it: variations by their ids, all of them, since the weights must add up to 100,000. */
function instructionOf({ variations }: LaunchDarklyRules, served: Served): JsonObject {
  const shares = weights(served);
  const idOf = (place: number) => variations[place]?._id ?? '';
  const [only] = shares;
  if (only && only[1] === whole) return { variationId: idOf(only[0]) };
  const rolloutWeights = Object.fromEntries(variations.map(({ _id }, place) => [_id, shares.get(place) ?? 0]));
  const { bucketBy, contextKind } = served.rollout ?? {};
  return {
    rolloutWeights,
    ...(bucketBy === undefined ? {} : { rolloutBucketBy: bucketBy }),
    ...(contextKind === undefined ? {} : { rolloutContextKind: contextKind }),
  };
}
