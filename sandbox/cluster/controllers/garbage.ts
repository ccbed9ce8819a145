import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { apiVersionOf, storageOf } from '../model/types.ts';
import { type Controller, mergePatch } from './runtime.ts';

/** Deletes what has lost its owners, and carries out foreground and orphaning deletions. */
export function garbageCollector(kernel: Kernel): Controller {
  return {
    name: 'garbage',
    keysOf: (event) => {
      const { uid = '', ownerReferences, deletionTimestamp } = event.object.metadata;
      const owners = (ownerReferences ?? []).map((owner) => owner.uid);
      if (event.type === 'DELETED') {
        const orphaned = kernel.store.dependents(uid).map(({ object }) => object.metadata.uid ?? '');
        return [...orphaned, ...owners];
      }
      return ownerReferences === undefined && deletionTimestamp === undefined ? [] : [uid, ...owners];
    },
    sync: (uid) => {
      const found = kernel.store.byUid(uid);
      const type = found && typeOf(kernel, found.storage, found.object);
      if (found === undefined || type === undefined) return undefined;
      collect(kernel, type, found.object);
      return undefined;
    },
  };
}

function typeOf(kernel: Kernel, storage: string, object: KubeObject): ResourceType | undefined {
  return kernel.registry
    .all()
    .find(
      (type) => storageOf(type) === storage && apiVersionOf(type) === object.apiVersion && type.kind === object.kind,
    );
}

function collect(kernel: Kernel, type: ResourceType, object: KubeObject): void {
  const { finalizers = [], deletionTimestamp, ownerReferences = [], name, namespace = '' } = object.metadata;
  if (deletionTimestamp !== undefined) {
    if (finalizers.includes('orphan')) orphanDependents(kernel, type, object);
    else if (finalizers.includes('foregroundDeletion')) deleteInForeground(kernel, type, object);
    return;
  }
  if (ownerReferences.length === 0) return;
  const living = ownerReferences.filter((owner) => {
    const found = kernel.store.byUid(owner.uid)?.object;
    return found !== undefined && !isForeground(found);
  });
  if (living.length === ownerReferences.length) return;
  if (living.length > 0) {
    mergePatch(kernel, type, object, { metadata: { ownerReferences: living } });
    return;
  }
  const waiting = ownerReferences.some((owner) => kernel.store.byUid(owner.uid) !== undefined);
  const hasDependents = kernel.store.dependents(object.metadata.uid ?? '').length > 0;
  // Whatever the kind's own default is: what a collected Job has made goes with it.
  const propagationPolicy = waiting && hasDependents ? 'Foreground' : 'Background';
  deleteObject(kernel, type, namespace, name, { propagationPolicy });
}

function isForeground(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers } = object.metadata;
  return deletionTimestamp !== undefined && finalizers?.includes('foregroundDeletion') === true;
}

function orphanDependents(kernel: Kernel, type: ResourceType, owner: KubeObject): void {
  for (const { storage, object } of kernel.store.dependents(owner.metadata.uid ?? '')) {
    const dependentType = typeOf(kernel, storage, object);
    const others = (object.metadata.ownerReferences ?? []).filter((each) => each.uid !== owner.metadata.uid);
    const ownerReferences = others.length === 0 ? null : others;
    if (dependentType !== undefined) mergePatch(kernel, dependentType, object, { metadata: { ownerReferences } });
  }
  dropFinalizer(kernel, type, owner, 'orphan');
}

function deleteInForeground(kernel: Kernel, type: ResourceType, owner: KubeObject): void {
  const dependents = kernel.store.dependents(owner.metadata.uid ?? '');
  const blocking = dependents.filter(({ object }) =>
    object.metadata.ownerReferences?.some(
      (reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion === true,
    ),
  );
  if (blocking.length === 0) dropFinalizer(kernel, type, owner, 'foregroundDeletion');
  for (const { storage, object } of dependents) {
    const dependentType = typeOf(kernel, storage, object);
    if (dependentType !== undefined && object.metadata.deletionTimestamp === undefined) {
      collect(kernel, dependentType, object);
    }
  }
}

function dropFinalizer(kernel: Kernel, type: ResourceType, object: KubeObject, finalizer: string): void {
  const rest = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  mergePatch(kernel, type, object, { metadata: { finalizers: rest.length === 0 ? null : rest } });
}
