import type { Kernel } from '../api/kernel.ts';
import { patchObject } from '../api/patch.ts';
import { equal, isDict } from '../model/json.ts';
import { type KubeObject, type ResourceType, storageOf, type WriteContext } from '../model/types.ts';
import type { StoreEvent } from '../store/store.ts';

/** Brings one object from what is to what shall be, whenever something about it has changed. */
export interface Controller {
  name: string;
  /** Keys to look at because of this event. */
  keysOf(event: StoreEvent): readonly string[];
  /** Looks at one key; returns milliseconds after which to look again. */
  sync(key: string): number | undefined;
}

export interface ControllerManager {
  stop(): void;
}

/** Milliseconds after which a failed sync is tried again. */
const RETRY_MS = 1000;

export const MANAGER: WriteContext = {
  user: 'system:kube-controller-manager',
  fieldManager: 'kube-controller-manager',
  dryRun: false,
};

/**
 * Runs controllers on the events of the store. Each key is looked at once however many events asked for it, always
 * in a later turn of the event loop, so that a writer sees its own answer before the consequences.
 */
export function runControllers(kernel: Kernel, controllers: readonly Controller[]): ControllerManager {
  const pending = new Map<string, { controller: Controller; key: string }>();
  const timers = new Map<string, NodeJS.Timeout>();
  let scheduled: NodeJS.Immediate | undefined;
  let stopped = false;

  const enqueue = (controller: Controller, key: string): void => {
    if (stopped) return;
    pending.set(`${controller.name}|${key}`, { controller, key });
    scheduled ??= setImmediate(drain);
  };
  const enqueueLater = (controller: Controller, key: string, ms: number): void => {
    const id = `${controller.name}|${key}`;
    clearTimeout(timers.get(id));
    const timer = setTimeout(() => {
      timers.delete(id);
      enqueue(controller, key);
    }, ms);
    timers.set(id, timer.unref());
  };
  function drain(): void {
    scheduled = undefined;
    const batch = [...pending.values()];
    pending.clear();
    for (const { controller, key } of batch) {
      try {
        const again = controller.sync(key);
        if (again !== undefined) enqueueLater(controller, key, Math.max(again, 1));
      } catch {
        // As in the real manager: a failure (a conflict, a namespace going away) is tried again and not fatal.
        enqueueLater(controller, key, RETRY_MS);
      }
    }
  }
  const unsubscribe = kernel.store.subscribe((event) => {
    for (const controller of controllers) for (const key of controller.keysOf(event)) enqueue(controller, key);
  });
  return {
    stop: () => {
      stopped = true;
      unsubscribe();
      clearImmediate(scheduled);
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** `namespace/name`, the key of most controllers. */
export function objectKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The parts of a key made by `objectKey`. */
export function splitKey(key: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

/** Merge-patches an object, or its status, on behalf of the controllers. */
export function mergePatch(
  kernel: Kernel,
  type: ResourceType,
  object: KubeObject,
  patch: unknown,
  subresource?: 'status',
): KubeObject {
  const live = kernel.store.get(storageOf(type), object.metadata.namespace ?? '', object.metadata.name);
  if (live && stands(patch, live)) return live;
  const request = {
    contentType: 'application/merge-patch+json',
    text: JSON.stringify(patch),
    force: false,
    managerGiven: true,
  };
  const context = subresource === undefined ? MANAGER : { ...MANAGER, subresource };
  return patchObject(kernel, type, object.metadata.namespace ?? '', object.metadata.name, request, context).object;
}

/** Whether a merge patch says only what an object already says. */
function stands(patch: unknown, live: unknown): boolean {
  if (!isDict(patch)) return patch === null ? live === undefined : equal(patch, live);
  return isDict(live) && Object.entries(patch).every(([key, value]) => value === undefined || stands(value, live[key]));
}

/** A kind that is always there. Throws when it is not. */
export function builtin(kernel: Kernel, group: string, version: string, plural: string): ResourceType {
  const type = kernel.registry.find(group, version, plural);
  if (type === undefined) throw new Error(`no built-in kind ${group}/${version} ${plural}`);
  return type;
}
