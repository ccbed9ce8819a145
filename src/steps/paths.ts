import type { FieldPath } from '../platform/kube/ownership.ts';

/** Fields of the user's Deployment that a release writes, as `managedFields` names them. */
export const replicasPath: FieldPath = ['f:spec', 'f:replicas'];

export function imagePath(container: string): FieldPath {
  return ['f:spec', 'f:template', 'f:spec', 'f:containers', `k:{"name":"${container}"}`, 'f:image'];
}
