import { z } from 'zod';
import { labels } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import { kindOf, readStable } from '../../../workloads/of-target.ts';
import { subsets } from './tracks.ts';

const subsetSchema = z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() });
const specSchema = z.looseObject({ host: z.string(), subsets: z.array(subsetSchema).optional() });

/** Host and subsets of a DestinationRule. Throws a ZodError for a malformed one. */
export function ruleSpec(rule: KubeObject): z.infer<typeof specSchema> {
  return specSchema.parse(rule['spec'] ?? {});
}

export function isOurSubset({ name }: { name: string }): boolean {
  return name === subsets.stable || name === subsets.candidate;
}

/** The rule with Sluice's two subsets after the user's own. */
export function withSubsets(rule: KubeObject, stable: Record<string, string>): KubeObject {
  const spec = ruleSpec(rule);
  const own = [
    { name: subsets.stable, labels: stable },
    { name: subsets.candidate, labels: { [labels.track]: 'candidate' } },
  ];
  return {
    ...rule,
    spec: { ...spec, subsets: [...(spec.subsets ?? []).filter((each) => !isOurSubset(each)), ...own] },
  };
}

/** The rule with only the user's subsets. @param had whether there was a list before, be it an empty one */
export function withoutSubsets(rule: KubeObject, had: boolean): KubeObject {
  const { subsets: all, ...spec } = ruleSpec(rule);
  if (!all) return rule;
  const kept = all.filter((each) => !isOurSubset(each));
  return { ...rule, spec: kept.length > 0 || had ? { ...spec, subsets: kept } : spec };
}

/**
 * Labels that only stable's pods of now have. Throws `KubeError` where stable has no ready pods: a subset that selects
 * nothing would be an outage.
 */
export async function stableLabels(kube: Kube, target: Target): Promise<Record<string, string>> {
  const stable = await readStable(kube, target);
  const title = `${kindOf(target).kind} ${target.namespace}/${target.workload.name}`;
  if (!stable) throw new KubeError('not-found', `${title} does not exist`);
  const found = await kindOf(target).revisionLabels(kube, stable);
  if (!found) throw new KubeError('server', `${title} has no ready pods`);
  return found;
}
