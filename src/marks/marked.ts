import type { Leftover } from '../actions/action.ts';
import { leftovers } from '../actions/facets.ts';
import { jobPhases } from '../domain/migration.ts';
import { candidateService, labels, migrationJob, smokeJob } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import { testsByJob } from '../domain/tests-of.ts';
import type { KindRef, KubeObject, ObjectRef } from '../platform/kube.ts';
import { areReadable, providerObjects } from '../providers/index.ts';
import { jobKind } from '../workloads/job/state.ts';
import { configMapKind, secretKind } from '../workloads/objects/configuration.ts';
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
  /** Present where an object's name tells of a release, so that no `refs` can: whether a release of this target left it. */
  owns?(target: Target, object: KubeObject): boolean;
  /** Of a type of which there may be many, or secret ones, only those with this label are listed. */
  selector?: string;
}

const copies = (kind: KindRef, isMade: (target: Target) => boolean): LeftAt => ({
  listed: (target) => (isMade(target) ? kind : null),
  refs: () => [],
  owns: ({ workload, namespace }, { kind: found, metadata }) =>
    found === kind.kind && metadata.namespace === namespace && metadata.labels?.[labels.workload] === workload.name,
  selector: labels.release,
});

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
      jobPhases(target.migration).map((phase) => ({
        ...jobKind,
        namespace: target.namespace,
        name: migrationJob(target, phase),
      })),
  },
  'smoke job': {
    listed: (target) => (testsByJob(target) ? jobKind : null),
    refs: (target) => (testsByJob(target) ? [{ ...jobKind, namespace: target.namespace, name: smokeJob(target) }] : []),
  },
  'copied ConfigMaps': copies(configMapKind, ({ configuration }) => configuration !== undefined),
  'copied Secrets': copies(secretKind, ({ configuration }) => configuration?.secrets ?? false),
  routes: { listed: () => null, refs: (_, objects) => objects },
};

/** Objects of a type that are looked at in a namespace. */
export interface ListedType {
  type: KindRef;
  /** Only those with this label; all where it is absent. */
  selector?: string;
}

/** Types of which the objects of a namespace are looked at: a service may have left the catalogue. */
export function listedTypes(targets: readonly Target[]): ListedType[] {
  const types = targets.flatMap((target) =>
    leftovers().flatMap((leftover) => {
      const { listed, selector } = places[leftover];
      const type = listed(target);
      return type === null ? [] : [{ type, ...(selector === undefined ? {} : { selector }) }];
    }),
  );
  return types.filter(({ type }, index) => types.findIndex((each) => each.type === type) === index);
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

/**
 * Whether a release of this target leaves this object, which is one of what is asked for.
 * @param objects those of its providers
 */
export function isLeftBy(
  target: Target,
  objects: readonly ObjectRef[],
  { name, object }: { name: string; object: KubeObject },
  which: readonly Leftover[] = leftovers(),
): boolean {
  const named = namesOf(target, objects, which).includes(name);
  return named || which.some((leftover) => places[leftover].owns?.(target, object) ?? false);
}

/** Whether a release of this target may have marked an object; one that this version cannot read as a whole, any. */
export function mayMark(target: Target, name: string): boolean {
  return (
    knownKindOf(target) === null || !areReadable(target) || namesOf(target, providerObjects(target)).includes(name)
  );
}
