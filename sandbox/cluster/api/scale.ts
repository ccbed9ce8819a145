import { badRequest, conflict } from '../model/errors.ts';
import { asDict, dig, isDict } from '../model/json.ts';
import type { Dict, KubeObject, ResourceType, WriteContext } from '../model/types.ts';
import type { Kernel } from './kernel.ts';
import { applyPatch, type PatchRequest } from './patch.ts';
import { getObject, replaceLive } from './write.ts';

/** The `Scale` view of a workload. */
export function scaleOf(object: KubeObject): Dict {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = Object.entries((dig(object, 'spec', 'selector', 'matchLabels') ?? {}) as Record<string, string>);
  const selector = labels.map(([key, value]) => `${key}=${value}`).join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: dig(object, 'spec', 'replicas') ?? 0 },
    status: { replicas: dig(object, 'status', 'replicas') ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}

/** Sets the replicas of a workload from a whole Scale object or from a patch to it. Throws 400, 404, 409. */
export function writeScale(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  change: { body: unknown } | { patch: PatchRequest },
  context: WriteContext,
): Dict {
  const live = getObject(kernel, type, namespace, name);
  const scaleType = { ...type, custom: false, kind: 'Scale' };
  const wanted = 'body' in change ? change.body : applyPatch(scaleType, scaleOf(live), change.patch);
  if (!isDict(wanted)) throw badRequest('the body of the request is not a Scale');
  const version = asDict(wanted['metadata'])['resourceVersion'];
  if (typeof version === 'string' && version !== '' && version !== live.metadata.resourceVersion) {
    throw conflict(type, name);
  }
  const replicas = dig(wanted, 'spec', 'replicas') ?? 0;
  if (typeof replicas !== 'number') throw badRequest('Scale in version "v1" cannot be handled as a Scale: replicas');
  const object = { ...live, spec: { ...asDict(live['spec']), replicas } };
  return scaleOf(replaceLive(kernel, type, live, object, { ...context, subresource: 'scale' }));
}
