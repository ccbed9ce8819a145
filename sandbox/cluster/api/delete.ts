import { asDict } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import type { Dict, KubeObject, ResourceType } from '../model/types.ts';
import { storageOf } from '../model/types.ts';
import type { Kernel } from './kernel.ts';
import { isGone } from './persist.ts';
import { checkPreconditions, getObject } from './write.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  gracePeriodSeconds?: number | undefined;
  propagationPolicy?: Propagation | undefined;
  preconditions?: { uid?: string; resourceVersion?: string } | undefined;
  dryRun?: boolean | undefined;
}

/**
 * Deletes an object, or marks it as being deleted when finalizers or a pod's grace period hold it. Returns the
 * object as it then is, and whether it is gone. Throws 404, 409 on failed preconditions.
 */
export function deleteObject(
  kernel: Kernel,
  type: ResourceType,
  namespace: string,
  name: string,
  options: DeleteOptions,
): { object: KubeObject; gone: boolean } {
  const live = getObject(kernel, type, namespace, name);
  checkPreconditions(type, live, options.preconditions ?? {});
  const grace = graceOf(type, live, options);
  const marked = mark(kernel, type, live, grace, finalizersFor(live, options.propagationPolicy));
  const gone = isGone(marked);
  if (options.dryRun === true) return { object: marked, gone };
  if (gone) return { object: kernel.store.remove(storageOf(type), marked), gone };
  const unchanged =
    live.metadata.deletionTimestamp !== undefined &&
    live.metadata.deletionTimestamp === marked.metadata.deletionTimestamp &&
    live.metadata.finalizers?.length === marked.metadata.finalizers?.length;
  return { object: unchanged ? live : kernel.store.put(storageOf(type), marked), gone };
}

/** Seconds a pod gets to stop: none when no node runs it or it has ended. Other kinds have no grace period. */
function graceOf(type: ResourceType, live: KubeObject, options: DeleteOptions): number {
  if (type.kind !== 'Pod' || type.group !== '') return 0;
  const spec = asDict(live['spec']);
  const phase = asDict(live['status'])['phase'];
  if (!spec['nodeName'] || phase === 'Succeeded' || phase === 'Failed') return 0;
  const wanted = Math.max(0, options.gracePeriodSeconds ?? Number(spec['terminationGracePeriodSeconds'] ?? 30));
  const running = live.metadata.deletionGracePeriodSeconds;
  return running === undefined ? wanted : Math.min(running, options.gracePeriodSeconds ?? running);
}

function finalizersFor(live: KubeObject, propagation: Propagation | undefined): string[] {
  const others = (live.metadata.finalizers ?? []).filter(
    (finalizer) => propagation === undefined || !['orphan', 'foregroundDeletion'].includes(finalizer),
  );
  if (propagation === 'Orphan') return [...others, 'orphan'];
  return propagation === 'Foreground' ? [...others, 'foregroundDeletion'] : others;
}

function mark(
  kernel: Kernel,
  type: ResourceType,
  live: KubeObject,
  graceSeconds: number,
  finalizers: readonly string[],
): KubeObject {
  const already = live.metadata.deletionTimestamp;
  const sameGrace = already !== undefined && live.metadata.deletionGracePeriodSeconds === graceSeconds;
  const { finalizers: _finalizers, ...metadata } = live.metadata;
  const object: KubeObject = {
    ...live,
    metadata: {
      ...metadata,
      deletionTimestamp: sameGrace ? already : timestamp(kernel.now() + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
      ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }),
      ...(type.generation && already === undefined ? { generation: (metadata.generation ?? 1) + 1 } : {}),
    },
  };
  if (type.kind !== 'Namespace') return object;
  return { ...object, status: { ...asDict(object['status']), phase: 'Terminating' } };
}

/** The answer to a delete: the object while it lingers (pods and services always), else a Status of success. */
export function deletionAnswer(type: ResourceType, object: KubeObject, gone: boolean): Dict {
  if (!gone || ['Pod', 'Service'].includes(type.kind)) return object;
  const group = type.group === '' ? {} : { group: type.group };
  const details = { name: object.metadata.name, ...group, kind: type.plural, uid: object.metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
