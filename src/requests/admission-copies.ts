import type { Target } from '../domain/target.ts';
import { type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { copyOf } from '../steps/configuration-copies.ts';
import { readConfiguration } from '../workloads/objects/configuration.ts';
import { copyNoteOf } from '../workloads/objects/configuration-content.ts';
import { kindOf } from '../workloads/of-target.ts';

/** Of more copies than these, the rest is not tried: rules go by kinds, and say the same of each. */
const most = 5;

/** The copies of ConfigMaps and Secrets that a release would make. What cannot be read is told where they are looked at. */
export async function copiesToTry(kube: Kube, target: Target, workload: KubeObject): Promise<KubeObject[]> {
  const { configuration: setting } = target;
  if (!setting) return [];
  const uses = kindOf(target)
    .configuration(workload)
    .filter(({ kind }) => setting.secrets || kind === 'ConfigMap');
  const each = new Map(uses.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }]));
  const read = [...each.values()].map(async ({ kind, name }) => {
    const object = await readConfiguration(kube, kind, target.namespace, name).catch(unread);
    const source = object && (copyNoteOf(object)?.source ?? name);
    const moves = source && (setting.versioned === 'all' || setting.versioned.includes(source));
    return object && moves ? [copyOf(making(target), object, source)] : [];
  });
  return (await Promise.all(read)).flat().slice(0, most);
}

/** The release has no number yet, and the way back is written when it starts. */
function making(target: Target) {
  return { release: 'r0', target, plan: { steps: [] }, fence: { seals: { fingerprint: () => '' } } };
}

function unread(error: unknown): null {
  if (error instanceof KubeError) return null;
  throw error;
}
