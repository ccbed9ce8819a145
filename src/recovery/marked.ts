import type { Leftover } from '../actions/action.ts';
import { leftovers } from '../actions/facets.ts';
import { candidateName, candidateService } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import type { ObjectRef } from '../platform/kube.ts';

type ObjectType = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** How one sort of what actions leave is found in a cluster. */
interface Place {
  /** All objects of this type in a namespace are looked at; null where only those that the catalogue names are. */
  listed: ObjectType | null;
  /** Where a release of this target leaves it. */
  refs(target: Target): ObjectRef[];
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
  routes: { listed: null, refs: routingRefs },
};

/** Types of which all objects of a namespace are looked at: a service may have left the catalogue. */
export function listedTypes(): ObjectType[] {
  const types = leftovers().flatMap((leftover) => places[leftover].listed ?? []);
  return [...new Set(types)];
}

/** Objects of a target that are looked at by their names, since objects of their type are not listed. */
export function namedRefs(target: Target): ObjectRef[] {
  return leftovers().flatMap((leftover) => (places[leftover].listed === null ? places[leftover].refs(target) : []));
}

/** Where a release of this target leaves what is asked for, as `Seen` names objects: `Deployment checkout`. */
export function namesOf(target: Target, which: readonly Leftover[] = leftovers()): string[] {
  return which.flatMap((leftover) => places[leftover].refs(target)).map(({ kind, name }) => `${kind} ${name}`);
}

/** Routing objects that a release of this target may have marked. */
function routingRefs({ router, namespace }: Target): ObjectRef[] {
  const { apiVersion, virtualService, destinationRule } = router;
  const named = [
    ['VirtualService', virtualService],
    ['DestinationRule', destinationRule],
  ] as const;
  return named.flatMap(([kind, name]) =>
    router.kind === 'istio' && typeof name === 'string'
      ? [{ apiVersion: typeof apiVersion === 'string' ? apiVersion : 'networking.istio.io/v1', kind, namespace, name }]
      : [],
  );
}
