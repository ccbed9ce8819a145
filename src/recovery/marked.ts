import { candidateService } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import type { ObjectRef } from '../platform/kube.ts';
import { serviceKind, titleOf } from '../workloads/objects/refs.ts';
import { candidateTitle, stableTitle } from '../workloads/of-target.ts';

/** All that a release of this target may mark, as `Seen` names it: `VirtualService checkout`. */
export function namesOf(target: Target): string[] {
  const service = candidateService(target);
  return [
    stableTitle(target),
    candidateTitle(target),
    ...(service ? [titleOf(serviceKind, service)] : []),
    ...routingRefs(target).map((ref) => titleOf(ref, ref.name)),
  ];
}

/** Routing objects that a release of this target may have marked. */
export function routingRefs({ router, namespace }: Target): ObjectRef[] {
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
