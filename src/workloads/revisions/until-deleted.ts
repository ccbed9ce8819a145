import type { Obstacle } from '../../domain/preflight.ts';
import type { KindRef, KubeObject } from '../../platform/kube.ts';
import { titleOf } from '../objects/refs.ts';

/** Of a workload with the update strategy OnDelete. */
export function untilDeleted(kind: KindRef, { metadata }: KubeObject): Obstacle {
  const detail = `${titleOf(kind, metadata.name)} has the update strategy OnDelete: Kubernetes replaces a pod only once somebody deletes it`;
  return { detail, remedy: 'set spec.updateStrategy.type to RollingUpdate' };
}
