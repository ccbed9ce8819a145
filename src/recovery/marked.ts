import type { Leftover } from '../actions/action.ts';
import { leftovers } from '../actions/facets.ts';
import { candidateName, candidateService } from '../domain/names.ts';
import type { ObjectRef } from '../domain/object-ref.ts';
import type { Target } from '../domain/target.ts';
import { areReadable, providerObjects } from '../providers/index.ts';

type ObjectType = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** How one sort of what actions leave is found in a cluster. */
interface Place {
  /** All objects of this type in a namespace are looked at; null where only those that the catalogue names are. */
  listed: ObjectType | null;
  /**
   * Where a release of this target leaves it.
   * @param objects those of the target's providers
   */
  refs(target: Target, objects: readonly ObjectRef[]): readonly ObjectRef[];
}

const deployment: ObjectType = { apiVersion: 'apps/v1', kind: 'Deployment' };
const service: ObjectType = { apiVersion: 'v1', kind: 'Service' };

const places: Record<Leftover, Place> = {
  'workload marks': {
    listed: deployment,
    refs: ({ namespace, workload }) => [{ ...deployment, namespace, name: workload.name }],
  },
  candidate: {
    listed: deployment,
    refs: (target) => [{ ...deployment, namespace: target.namespace, name: candidateName(target) }],
  },
  'candidate service': {
    listed: service,
    refs: (target) => {
      const name = candidateService(target);
      return name ? [{ ...service, namespace: target.namespace, name }] : [];
    },
  },
  routes: { listed: null, refs: (_, objects) => objects },
};

/** Types of which all objects of a namespace are looked at: a service may have left the catalogue. */
export function listedTypes(): ObjectType[] {
  const types = leftovers().flatMap((leftover) => places[leftover].listed ?? []);
  return [...new Set(types)];
}

/** Objects of a target that are looked at by their names, since objects of their type are not listed. */
export function namedRefs(target: Target, objects: readonly ObjectRef[]): ObjectRef[] {
  return leftovers().flatMap((leftover) => {
    const { listed, refs } = places[leftover];
    return listed === null ? refs(target, objects) : [];
  });
}

/**
 * Where a release of this target leaves what is asked for, as `Seen` names objects: `Deployment checkout`.
 * @param objects those of its providers
 */
export function namesOf(
  target: Target,
  objects: readonly ObjectRef[],
  which: readonly Leftover[] = leftovers(),
): string[] {
  return which.flatMap((leftover) => places[leftover].refs(target, objects)).map(({ kind, name }) => `${kind} ${name}`);
}

/** Whether a release of this target may have marked an object; one with providers that this version cannot read, any. */
export function mayMark(target: Target, name: string): boolean {
  return !areReadable(target) || namesOf(target, providerObjects(target)).includes(name);
}
