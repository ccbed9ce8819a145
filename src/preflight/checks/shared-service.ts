import type { z } from 'zod';
import { labels as ours } from '../../domain/names.ts';
import type { PreflightFinding } from '../../domain/preflight.ts';
import { selects } from '../../workloads/objects/selector.ts';
import type { TemplateContainer } from '../../workloads/objects/template.ts';
import type { Front, PreflightCheck, Scene } from '../check.ts';
import type { podMakerSchema, podSchema } from '../shapes.ts';
import type { Around } from '../sources.ts';
import { noCopy, some, withStrategy } from '../words.ts';

/** Who stands behind the Service beside the workload: a share of its traffic is not a share of the workload's. */
export const sharedService: PreflightCheck = {
  name: 'shared-service',
  needs: ({ handling, front }) =>
    handling.clones && front && Object.keys(front.selector).length > 0
      ? ['deployments', 'statefulSets', 'daemonSets', 'pods']
      : [],
  look(scene, around) {
    const { front, handling, stable } = scene;
    if (!front) return [];
    const { labels } = stable.rollout.template.metadata;
    if (Object.keys(front.selector).length === 0 || !selects({ matchLabels: front.selector }, labels)) {
      return [unselected(scene, front)];
    }
    return handling.clones ? others(scene, front, around) : [];
  },
};

function unselected({ handling, stable, target }: Scene, { name, selector }: Front): PreflightFinding {
  const chosen = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const by = chosen.length === 0 ? 'has no selector' : `selects ${chosen.join(', ')}`;
  const detail = `Service ${name} ${by} and none of the pods of ${stable.title}: its traffic goes elsewhere`;
  const remedy = `correct the Service, or \`workload\` of ${target.service} in the catalogue`;
  return { severity: handling.clones ? 'refuse' : 'warn', detail, remedy };
}

function others({ stable, target }: Scene, front: Front, around: Around): PreflightFinding[] {
  const makers = [...(around.deployments ?? []), ...(around.statefulSets ?? []), ...(around.daemonSets ?? [])];
  const beside = makers.filter(
    (each) =>
      `${each.kind} ${each.metadata.name}` !== stable.title &&
      each.metadata.labels[ours.track] === undefined &&
      each.spec.replicas !== 0 &&
      selects({ matchLabels: front.selector }, each.spec.template.metadata.labels) &&
      serves(each.spec.template.spec, front),
  );
  const told = [stable.title, ...beside.map(({ kind, metadata }) => `${kind} ${metadata.name}`)];
  const strays = (around.pods ?? []).filter((pod) => isStray(pod, told) && serves(pod.spec, front));
  const names = [...beside.map(withSize), ...strayNames(strays)];
  if (names.length === 0) return [];
  const detail = `Service ${front.name} has other pods behind it than those of ${stable.title}: ${some(names)}. A share of its traffic would be taken from all of them, and the candidate has the size for ${stable.title} alone`;
  const remedy = `give ${target.service} a Service and a route that lead to ${stable.title} alone, or release it ${withStrategy(noCopy)}`;
  return [{ severity: 'refuse', detail, remedy }];
}

/** `Deployment checkout-v2 (4 pods)`. */
function withSize({ kind, metadata, spec }: z.infer<typeof podMakerSchema>): string {
  const size = typeof spec.replicas === 'number' ? ` (${spec.replicas} ${spec.replicas === 1 ? 'pod' : 'pods'})` : '';
  return `${kind} ${metadata.name}${size}`;
}

/**
 * A pod that none of these has made. It may be made by hand, by a controller that Sluice does not know, or by one that gives its
 * pods other labels, and somebody has changed them: what stands behind the Service is what its selector finds.
 */
function isStray(pod: z.infer<typeof podSchema>, makers: readonly string[]): boolean {
  const { metadata, status } = pod;
  if (metadata.labels[ours.track] !== undefined || metadata.deletionTimestamp) return false;
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  return !makers.includes(makerOf(pod) ?? '');
}

/** The object that made the pod, as far as its name tells: a ReplicaSet is its Deployment's, by its hash. */
export function makerOf({ metadata }: z.infer<typeof podSchema>): string | null {
  const owner = metadata.ownerReferences.find(({ controller }) => controller === true);
  if (!owner) return null;
  const hash = metadata.labels['pod-template-hash'];
  const ofDeployment = owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
  return ofDeployment ? `Deployment ${owner.name.slice(0, -hash.length - 1)}` : `${owner.kind} ${owner.name}`;
}

/** By who made them; by themselves where nobody did. */
function strayNames(strays: readonly z.infer<typeof podSchema>[]): string[] {
  const byMaker = Map.groupBy(strays, (pod) => makerOf(pod) ?? `Pod ${pod.metadata.name}`);
  return [...byMaker].map(([maker, pods]) => (pods.length === 1 ? maker : `${maker} (${pods.length} pods)`));
}

/** A Service leads to no pod that has none of its ports; one that it names by number, every pod has. */
function serves(
  { containers, initContainers }: { containers: TemplateContainer[]; initContainers: TemplateContainer[] },
  { targetPorts }: Front,
): boolean {
  if (targetPorts.length === 0) return true;
  const names = [...containers, ...initContainers].flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []));
  return targetPorts.some((port) => typeof port === 'number' || names.includes(port));
}
