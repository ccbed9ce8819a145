import { canonicalJson } from '../../src/domain/json.ts';
import { type KindRef, KubeError, type KubeObject, type ObjectRef } from '../../src/platform/kube.ts';

export type Listener = (object: KubeObject, how: 'changed' | 'removed') => void;

export const kindKey = (ref: KindRef): string => `${ref.apiVersion}|${ref.kind}`;
export const objectKey = (ref: ObjectRef): string => `${kindKey(ref)}|${ref.namespace}|${ref.name}`;

export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

export function conflict(ref: ObjectRef, why: string): KubeError {
  return new KubeError('conflict', `${ref.kind} ${ref.namespace}/${ref.name}: ${why}`, 409);
}

/** Objects with versions, generations and garbage collection. */
export interface FakeStore {
  get(ref: ObjectRef): KubeObject | undefined;
  /** Throws `not-found`. */
  existing(ref: ObjectRef): KubeObject;
  all(): KubeObject[];
  /** As it is, status included. */
  save(object: KubeObject): KubeObject;
  /** A write by a client: status stays what it was, the generation counts changes of the spec, a no-op is none. */
  write(next: KubeObject): KubeObject;
  erase(ref: ObjectRef): void;
  /** Throws `conflict` unless the object has this version; undefined matches all. */
  mustMatch(ref: ObjectRef, version: unknown): void;
}

export function createFakeStore(listeners: readonly Listener[]): FakeStore {
  const objects = new Map<string, KubeObject>();
  let version = 100;

  function tell(object: KubeObject, how: 'changed' | 'removed'): void {
    for (const listener of listeners) listener(structuredClone(object), how);
  }

  const store: FakeStore = {
    get: (ref) => structuredClone(objects.get(objectKey(ref))),
    existing(ref) {
      const live = store.get(ref);
      if (!live) throw new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} not found`, 404);
      return live;
    },
    all: () => [...objects.values()].map((object) => structuredClone(object)),
    save(object) {
      version += 1;
      const saved = structuredClone(object);
      saved.metadata.resourceVersion = String(version);
      saved.metadata.uid ??= `uid-${version}`;
      saved.metadata.creationTimestamp ??= '2026-01-01T00:00:00Z';
      objects.set(objectKey(refOf(saved)), saved);
      tell(saved, 'changed');
      return structuredClone(saved);
    },
    write(next) {
      const live = store.get(refOf(next));
      const object = asWritten(next, live);
      return live && canonicalJson(withoutVersion(live)) === canonicalJson(object) ? live : store.save(object);
    },
    erase(ref) {
      const object = objects.get(objectKey(ref));
      if (!object) return;
      objects.delete(objectKey(ref));
      tell(object, 'removed');
      const isChild = (other: KubeObject) =>
        other.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid);
      for (const child of [...objects.values()].filter(isChild)) store.erase(refOf(child));
    },
    mustMatch(ref, wanted) {
      if (wanted === undefined || objects.get(objectKey(ref))?.metadata.resourceVersion === wanted) return;
      throw conflict(ref, 'the object has been modified');
    },
  };
  return store;
}

function asWritten(next: KubeObject, live: KubeObject | undefined): KubeObject {
  const { status: _status, ...rest } = next;
  const { resourceVersion: _version, generation: _generation, uid: _uid, ...metadata } = rest.metadata;
  const specChanged = canonicalJson(live?.['spec']) !== canonicalJson(rest['spec']);
  return {
    ...rest,
    metadata: {
      ...metadata,
      ...(live?.metadata.uid === undefined ? {} : { uid: live.metadata.uid }),
      ...(live?.metadata.creationTimestamp === undefined ? {} : { creationTimestamp: live.metadata.creationTimestamp }),
      generation: (live?.metadata.generation ?? 0) + (specChanged ? 1 : 0),
    },
    ...(live && 'status' in live ? { status: live['status'] } : {}),
  } as KubeObject;
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, generation: metadata.generation ?? 0 } };
}
