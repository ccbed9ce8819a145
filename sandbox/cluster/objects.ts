import { type DeleteOptions, deleteObject } from './api/delete.ts';
import type { Kernel } from './api/kernel.ts';
import { APPLY_PATCH, MERGE_PATCH, patchObject } from './api/patch.ts';
import { createObject } from './api/write.ts';
import type { Dict, KubeObject, ObjectMeta, ResourceType, WriteContext } from './model/types.ts';
import { storageOf } from './model/types.ts';
import { parseLabelSelector } from './store/selectors.ts';
import type { StoreEvent } from './store/store.ts';

/** An object as a caller writes it: the server adds the rest. */
export interface NewObject extends Dict {
  apiVersion: string;
  kind: string;
  metadata: Partial<ObjectMeta>;
}

/**
 * Access without HTTP, for tests and for setting the scene. A resource is named by plural, kind or short name,
 * qualified where needed (`deployments`, `vs`, `virtualservices.networking.istio.io`). Unknown names throw.
 */
export interface ClusterObjects {
  /** Undefined when there is none. */
  get(resource: string, name: string, namespace?: string): KubeObject | undefined;
  list(resource: string, options?: { namespace?: string; labelSelector?: string }): KubeObject[];
  create(object: NewObject): KubeObject;
  /** Server-side apply with force, under the manager `sandbox` unless another is named. */
  apply(object: NewObject, fieldManager?: string): KubeObject;
  /** Merge patch; `subresource: 'status'` for the status. */
  patch(resource: string, name: string, namespace: string, patch: Dict, subresource?: 'status'): KubeObject;
  delete(resource: string, name: string, namespace?: string, options?: DeleteOptions): void;
  /** Calls back on each change; returns the way to stop. */
  on(listener: (event: StoreEvent) => void): () => void;
  /** Resolves with the first object that satisfies, now or after a change. Rejects after `timeoutMs`. */
  waitFor(
    resource: string,
    predicate: (object: KubeObject) => boolean,
    options?: { namespace?: string; timeoutMs?: number },
  ): Promise<KubeObject>;
  /** Forgets the history of changes: older resourceVersions answer 410. */
  compact(): void;
}

const CONTEXT: WriteContext = { user: 'sandbox', fieldManager: 'sandbox', dryRun: false };

/** Direct access to the objects of a cluster. */
export function createObjects(kernel: Kernel): ClusterObjects {
  const typeFor = (resource: string): ResourceType => {
    const type = kernel.registry.byWord(resource);
    if (type === undefined) throw new Error(`the cluster does not serve "${resource}"`);
    return type;
  };
  const typeOf = (object: NewObject): ResourceType => {
    const type = kernel.registry.byKind(object.apiVersion, object.kind);
    if (type === undefined) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`);
    return type;
  };
  const namespaceOf = (type: ResourceType, namespace: string | undefined): string =>
    type.namespaced ? (namespace ?? 'default') : '';
  return {
    get: (resource, name, namespace) => {
      const type = typeFor(resource);
      return kernel.store.get(storageOf(type), namespaceOf(type, namespace), name);
    },
    list: (resource, options = {}) => {
      const matches = parseLabelSelector(options.labelSelector ?? '');
      const objects = kernel.store.list(storageOf(typeFor(resource)), options.namespace);
      return objects.filter((object) => matches(object.metadata.labels ?? {}));
    },
    create: (object) => {
      const type = typeOf(object);
      return createObject(kernel, type, namespaceOf(type, object.metadata.namespace), object, CONTEXT);
    },
    apply: (object, fieldManager = 'sandbox') => {
      const type = typeOf(object);
      const namespace = namespaceOf(type, object.metadata.namespace);
      const request = { contentType: APPLY_PATCH, text: JSON.stringify(object), force: true, managerGiven: true };
      const name = object.metadata.name ?? '';
      return patchObject(kernel, type, namespace, name, request, { ...CONTEXT, fieldManager }).object;
    },
    patch: (resource, name, namespace, patch, subresource) => {
      const type = typeFor(resource);
      const request = { contentType: MERGE_PATCH, text: JSON.stringify(patch), force: false, managerGiven: true };
      const context = subresource === undefined ? CONTEXT : { ...CONTEXT, subresource };
      return patchObject(kernel, type, namespaceOf(type, namespace), name, request, context).object;
    },
    delete: (resource, name, namespace, options = {}) => {
      const type = typeFor(resource);
      deleteObject(kernel, type, namespaceOf(type, namespace), name, options);
    },
    on: (listener) => kernel.store.subscribe(listener),
    waitFor: (resource, predicate, options = {}) => waitFor(kernel, typeFor(resource), predicate, options),
    compact: () => kernel.store.compact(),
  };
}

function waitFor(
  kernel: Kernel,
  type: ResourceType,
  predicate: (object: KubeObject) => boolean,
  options: { namespace?: string; timeoutMs?: number },
): Promise<KubeObject> {
  const { namespace = '', timeoutMs = 10_000 } = options;
  const storage = storageOf(type);
  const present = kernel.store.list(storage, namespace).find(predicate);
  if (present !== undefined) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`no ${type.plural} satisfied the condition within ${timeoutMs} ms`));
    }, timeoutMs);
    const unsubscribe = kernel.store.subscribe((event) => {
      if (event.storage !== storage || event.type === 'DELETED') return;
      if (namespace !== '' && event.object.metadata.namespace !== namespace) return;
      if (!predicate(event.object)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(event.object);
    });
  });
}
