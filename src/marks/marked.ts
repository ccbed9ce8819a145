import type { Leftover } from '../actions/action.ts';
import { leftovers } from '../actions/facets.ts';
import { migrationPhases } from '../domain/migration.ts';
import { candidateService, migrationJob } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import type { KindRef, ObjectRef } from '../platform/kube.ts';
import { areReadable, providerObjects } from '../providers/index.ts';
import { jobKind } from '../workloads/job/state.ts';
import { serviceKind, serviceRef, titleOf } from '../workloads/objects/refs.ts';
import { candidateRef, kindOf, knownKindOf, stableRef } from '../workloads/of-target.ts';

/** How one sort of what actions leave is found in a cluster. */
interface LeftAt {
  /** All objects of this type in a namespace are looked at; null where only those that the catalogue names are. */
  listed(target: Target): KindRef | null;
  /**
   * Where a release of this target leaves it.
   * @param objects those of the target's providers
   */
  refs(target: Target, objects: readonly ObjectRef[]): readonly ObjectRef[];
}

const places: Record<Leftover, LeftAt> = {
  'workload marks': { listed: kindOf, refs: (target) => [stableRef(target)] },
  candidate: { listed: kindOf, refs: (target) => [candidateRef(target)] },
  'candidate service': {
    listed: () => serviceKind,
    refs: (target) => {
      const name = candidateService(target);
      return name ? [serviceRef(target, name)] : [];
    },
  },
  'migration jobs': {
    listed: ({ migration }) => (migration ? jobKind : null),
    refs: (target) =>
      migrationPhases.flatMap((phase) =>
        target.migration?.[phase]
          ? [{ ...jobKind, namespace: target.namespace, name: migrationJob(target, phase) }]
          : [],
      ),
  },
  routes: { listed: () => null, refs: (_, objects) => objects },
};

/** Types of which all objects of a namespace are looked at: a service may have left the catalogue. */
export function listedTypes(targets: readonly Target[]): KindRef[] {
  const types = targets.flatMap((target) => leftovers().flatMap((leftover) => places[leftover].listed(target) ?? []));
  return [...new Set(types)];
}

/** Objects of a target that are looked at by their names, since objects of their type are not listed. */
export function namedRefs(target: Target, objects: readonly ObjectRef[]): ObjectRef[] {
  return leftovers().flatMap((leftover) => {
    const { listed, refs } = places[leftover];
    return listed(target) === null ? refs(target, objects) : [];
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
  return which.flatMap((leftover) => places[leftover].refs(target, objects)).map((ref) => titleOf(ref, ref.name));
}

/** Whether a release of this target may have marked an object; one that this version cannot read as a whole, any. */
export function mayMark(target: Target, name: string): boolean {
  return (
    knownKindOf(target) === null || !areReadable(target) || namesOf(target, providerObjects(target)).includes(name)
  );
}
