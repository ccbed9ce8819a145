import { candidateName, candidateService } from '../domain/names.ts';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Target } from '../domain/target.ts';
import { areReadable, providerObjects } from '../providers/index.ts';

/**
 * All that a release of this target may mark, as `Seen` names it: `VirtualService checkout`.
 * @param objects those of its providers
 */
export function namesOf(target: Target, objects: readonly ObjectRef[]): string[] {
  const { workload } = target;
  const service = candidateService(target);
  return [
    `Deployment ${workload.name}`,
    `Deployment ${candidateName(target)}`,
    ...(service ? [`Service ${service}`] : []),
    ...objects.map(({ kind, name }) => `${kind} ${name}`),
  ];
}

/** Whether a release of this target may have marked an object; one with providers that this version cannot read, any. */
export function mayMark(target: Target, name: string): boolean {
  return !areReadable(target) || namesOf(target, providerObjects(target)).includes(name);
}
