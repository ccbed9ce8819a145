import { applyMergePatch } from '../../sandbox/cluster/patch/merge-patch.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../../src/platform/kube.ts';

/** Somebody else's write: a JSON merge patch, read and put again where a controller was faster. Throws `KubeError`. */
export async function patchObject(kube: Kube, ref: ObjectRef, patch: JsonObject): Promise<KubeObject> {
  const live = await kube.get(ref);
  if (!live) throw new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} not found`, 404);
  try {
    return await kube.replace(applyMergePatch(live, patch) as KubeObject);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'conflict') return patchObject(kube, ref, patch);
    throw error;
  }
}
