interface Named {
  metadata: { name: string; namespace: string; uid: string };
}

export interface StoreEvents<T> {
  /** An object is there, new or changed. */
  present(object: T): void;
  /** An object is gone. */
  absent(object: T): void;
}

export interface ObjectStore<T> {
  all(): Iterable<T>;
  get(namespace: string, name: string): T | undefined;
  /** Grows with each change: a cheap way to know that a derived answer is stale. */
  readonly generation: number;
  set(object: T): void;
  remove(object: T): void;
  /** Makes the store hold exactly these objects. */
  replace(objects: T[]): void;
}

/** Objects by namespace and name. One that was deleted and made again under its old name is two objects to listeners. */
export function createObjectStore<T extends Named>(events: Partial<StoreEvents<T>>): ObjectStore<T> {
  const objects = new Map<string, T>();
  let generation = 0;
  const keyOf = ({ metadata }: T) => `${metadata.namespace}/${metadata.name}`;
  const store: ObjectStore<T> = {
    all: () => objects.values(),
    get: (namespace, name) => objects.get(`${namespace}/${name}`),
    get generation() {
      return generation;
    },
    set(object) {
      const known = objects.get(keyOf(object));
      if (known !== undefined && known.metadata.uid !== object.metadata.uid) events.absent?.(known);
      objects.set(keyOf(object), object);
      generation += 1;
      events.present?.(object);
    },
    remove(object) {
      objects.delete(keyOf(object));
      generation += 1;
      events.absent?.(object);
    },
    replace(fresh) {
      const kept = new Set(fresh.map(keyOf));
      for (const [key, object] of [...objects]) if (!kept.has(key)) store.remove(object);
      for (const object of fresh) store.set(object);
    },
  };
  return store;
}
