import type { Kernel } from '../api/kernel.ts';
import type { KubeObject } from '../model/types.ts';
import type { StoreEvent } from '../store/store.ts';
import { type Controller, objectKey, splitKey } from './runtime.ts';
import { controllerOf } from './types.ts';

interface OfKind<T extends KubeObject> {
  name: string;
  /** Where the store keeps objects of the kind. */
  storage: string;
  /** Keys of those to look at because something else has changed. */
  touchedBy(event: StoreEvent): readonly string[];
  /** @returns milliseconds after which to look again */
  sync(object: T): number | undefined;
}

/** A controller of all objects of one kind: each is looked at when it changes, or what it depends on does. */
export function controllerOfKind<T extends KubeObject>(
  kernel: Kernel,
  { name, storage, touchedBy, sync }: OfKind<T>,
): Controller {
  return {
    name,
    keysOf: (event) => (event.storage === storage ? [objectKey(event.object)] : touchedBy(event)),
    sync: (key) => {
      const { namespace, name } = splitKey(key);
      const object = kernel.store.get(storage, namespace, name) as T | undefined;
      return object && sync(object);
    },
  };
}

/** The key of the object that controls this one, where that is of the kind. */
export function ownerOfKind(kernel: Kernel, storage: string, object: KubeObject): string[] {
  const owner = kernel.store.byUid(controllerOf(object) ?? '');
  return owner?.storage === storage ? [objectKey(owner.object)] : [];
}
