import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import type { KubeObject } from '../model/types.ts';
import { storageOf } from '../model/types.ts';
import { builtin, type Controller, MANAGER } from './runtime.ts';

/** Gives each namespace its default service account, and empties those that are being deleted. */
export function namespaceController(kernel: Kernel): Controller {
  const accounts = builtin(kernel, '', 'v1', 'serviceaccounts');
  return {
    name: 'namespace',
    keysOf: (event) => {
      if (event.storage === '/namespaces') return event.type === 'DELETED' ? [] : [event.object.metadata.name];
      const { namespace } = event.object.metadata;
      return event.type === 'DELETED' && namespace !== undefined ? [namespace] : [];
    },
    sync: (name) => {
      const namespace = kernel.store.get('/namespaces', '', name);
      if (namespace === undefined) return undefined;
      if (namespace.metadata.deletionTimestamp !== undefined) empty(kernel, namespace);
      else if (kernel.store.get('/serviceaccounts', name, 'default') === undefined) {
        createObject(kernel, accounts, name, { metadata: { name: 'default' } }, MANAGER);
      }
      return undefined;
    },
  };
}

function empty(kernel: Kernel, namespace: KubeObject): void {
  const { name } = namespace.metadata;
  let left = 0;
  const types = new Map(kernel.registry.all().map((type) => [storageOf(type), type]));
  for (const [storage, type] of types) {
    if (!type.namespaced) continue;
    for (const object of kernel.store.list(storage, name)) {
      if (object.metadata.deletionTimestamp === undefined) deleteObject(kernel, type, name, object.metadata.name, {});
    }
    left += kernel.store.list(storage, name).length;
  }
  if (left === 0 && (namespace.metadata.finalizers ?? []).length === 0) kernel.store.remove('/namespaces', namespace);
}
