import type { JsonObject } from '../../src/domain/json.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../../src/platform/kube.ts';

type Dict = Record<string, unknown>;

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Somebody else's write: a JSON merge patch, read and put again where a controller was faster. Throws `KubeError`. */
export async function patchObject(kube: Kube, ref: ObjectRef, patch: JsonObject): Promise<KubeObject> {
  const live = await kube.get(ref);
  if (!live) throw new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} not found`, 404);
  try {
    return await kube.replace(merged(live, patch) as KubeObject);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'conflict') return patchObject(kube, ref, patch);
    throw error;
  }
}

/** RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return structuredClone(patch);
  const result: Dict = isDict(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
