import { z } from 'zod';
import { labels } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import { subsets } from './tracks.ts';

const subsetSchema = z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() });
const specSchema = z.looseObject({ host: z.string(), subsets: z.array(subsetSchema).optional() });

const hashLabel = 'pod-template-hash';
const revisionAnnotation = 'deployment.kubernetes.io/revision';

const replicaSetSchema = z.looseObject({
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  status: z.looseObject({ readyReplicas: z.number().default(0) }).prefault({}),
});

/** Host and subsets of a DestinationRule. Throws a ZodError for a malformed one. */
export function ruleSpec(rule: KubeObject): z.infer<typeof specSchema> {
  return specSchema.parse(rule['spec'] ?? {});
}

export function isOurSubset({ name }: { name: string }): boolean {
  return name === subsets.stable || name === subsets.candidate;
}

/** The rule with Sluice's two subsets after the user's own. */
export function withSubsets(rule: KubeObject, stableHash: string): KubeObject {
  const spec = ruleSpec(rule);
  const own = [
    { name: subsets.stable, labels: { [hashLabel]: stableHash } },
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
 * The pod-template-hash of stable's pods now. While stable is rolled there are several: the one with the most ready
 * pods, the newest of equals. Throws `KubeError` where stable has no ready pods: a subset that selects nothing would
 * be an outage.
 */
export async function stableHash(kube: Kube, target: Target): Promise<string> {
  const { name } = target.workload;
  const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: target.namespace, name });
  if (!deployment) throw new KubeError('not-found', `Deployment ${target.namespace}/${name} does not exist`);
  const all = await kube.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }, target.namespace);
  const own = all
    .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === deployment.metadata.uid))
    .map((set) => replicaSetSchema.parse(set))
    .map(({ metadata, status }) => ({
      hash: metadata.labels[hashLabel],
      revision: Number(metadata.annotations[revisionAnnotation] ?? 0),
      ready: status.readyReplicas,
    }))
    .sort((a, b) => b.ready - a.ready || b.revision - a.revision);
  const best = own[0];
  if (best?.hash !== undefined && best.ready > 0) return best.hash;
  throw new KubeError('server', `Deployment ${target.namespace}/${name} has no ready pods`);
}
