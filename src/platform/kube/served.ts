import { type KindRef, type Kube, KubeError, type KubeObject } from '../kube.ts';

/** All objects of a kind in a namespace, by the first version that the cluster serves; none where it serves no such kind. */
export async function listServed(
  kube: Kube,
  kinds: readonly KindRef[],
  namespace: string,
  labelSelector?: string,
): Promise<KubeObject[]> {
  for (const kind of kinds) {
    try {
      return await kube.list(kind, namespace, labelSelector);
    } catch (error) {
      if (!(error instanceof KubeError) || error.kind !== 'not-found') throw error;
    }
  }
  return [];
}
