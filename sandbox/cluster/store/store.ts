import type { KubeObject } from '../model/types.ts';

/** One committed change. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  storage: string;
  revision: number;
  object: KubeObject;
  previous?: KubeObject;
}

/** All objects, one counter of revisions, and a bounded memory of what changed. Objects in it are never changed in place. */
export interface Store {
  revision(): number;
  get(storage: string, namespace: string, name: string): KubeObject | undefined;
  /** Sorted by namespace and name. An empty namespace means all. */
  list(storage: string, namespace?: string): KubeObject[];
  storages(): string[];
  /** Stores the object under the next revision and returns what was stored. */
  put(storage: string, object: KubeObject): KubeObject;
  /** Removes the object and returns it with the revision of its removal. */
  remove(storage: string, object: KubeObject): KubeObject;
  /** Events after the revision, oldest first; undefined when some of them are forgotten. */
  since(revision: number): StoreEvent[] | undefined;
  /** The list as it was at the revision; undefined when that is forgotten. */
  listAt(storage: string, namespace: string, revision: number): KubeObject[] | undefined;
  byUid(uid: string): { storage: string; object: KubeObject } | undefined;
  dependents(uid: string): { storage: string; object: KubeObject }[];
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Forgets all history, as a compaction does: older revisions can no longer be watched or listed. */
  compact(): void;
}

interface State {
  revision: number;
  /** Revisions up to this one are forgotten. */
  forgotten: number;
  history: StoreEvent[];
  tables: Map<string, Map<string, KubeObject>>;
  uids: Map<string, { storage: string; object: KubeObject }>;
  owned: Map<string, Map<string, string>>;
  listeners: Set<(event: StoreEvent) => void>;
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** An empty store that remembers the last `historyLimit` changes. */
export function createStore(historyLimit: number): Store {
  const state: State = {
    revision: 1,
    forgotten: 0,
    history: [],
    tables: new Map(),
    uids: new Map(),
    owned: new Map(),
    listeners: new Set(),
  };
  const since = (revision: number): StoreEvent[] | undefined =>
    revision < state.forgotten ? undefined : state.history.slice(firstAfter(state.history, revision));
  return {
    revision: () => state.revision,
    get: (storage, namespace, name) => state.tables.get(storage)?.get(keyOf(namespace, name)),
    list: (storage, namespace = '') => listOf(state.tables.get(storage) ?? new Map(), namespace),
    storages: () => [...state.tables.keys()].sort(),
    put: (storage, object) => commit(state, historyLimit, storage, object, false),
    remove: (storage, object) => commit(state, historyLimit, storage, object, true),
    since,
    listAt: (storage, namespace, revision) => {
      const events = since(revision);
      return events === undefined ? undefined : rewind(state, events, storage, namespace);
    },
    byUid: (uid) => state.uids.get(uid),
    dependents: (uid) =>
      [...(state.owned.get(uid)?.keys() ?? [])].flatMap((dependent) => state.uids.get(dependent) ?? []),
    subscribe: (listener) => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    compact: () => {
      state.history = [];
      state.forgotten = state.revision;
    },
  };
}

function listOf(table: Map<string, KubeObject>, namespace: string): KubeObject[] {
  const keys = [...table.keys()].filter((key) => namespace === '' || key.startsWith(`${namespace}/`));
  return keys.sort().flatMap((key) => table.get(key) ?? []);
}

function firstAfter(history: readonly StoreEvent[], revision: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle]?.revision ?? 0) > revision) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rewind(state: State, events: StoreEvent[], storage: string, namespace: string): KubeObject[] {
  const table = new Map(state.tables.get(storage) ?? []);
  for (const event of events.toReversed()) {
    if (event.storage !== storage) continue;
    const key = keyOf(event.object.metadata.namespace, event.object.metadata.name);
    if (event.previous === undefined) table.delete(key);
    else table.set(key, event.previous);
  }
  return listOf(table, namespace);
}

function commit(state: State, limit: number, storage: string, object: KubeObject, removal: boolean): KubeObject {
  const table = state.tables.get(storage) ?? new Map<string, KubeObject>();
  state.tables.set(storage, table);
  const key = keyOf(object.metadata.namespace, object.metadata.name);
  const previous = table.get(key);
  state.revision += 1;
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(state.revision) } };
  if (removal) table.delete(key);
  else table.set(key, stored);
  index(state, storage, previous, removal ? undefined : stored);
  const type = removal ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED';
  const event: StoreEvent = {
    type,
    storage,
    revision: state.revision,
    object: stored,
    ...(previous === undefined ? {} : { previous }),
  };
  state.history.push(event);
  // Trimmed in bulk: shifting an array of thousands for each write would cost more than the write.
  if (state.history.length > limit * 1.2 + 16) {
    const dropped = state.history.splice(0, state.history.length - limit);
    state.forgotten = dropped.at(-1)?.revision ?? state.forgotten;
  }
  for (const listener of [...state.listeners]) listener(event);
  return stored;
}

function index(state: State, storage: string, previous: KubeObject | undefined, next: KubeObject | undefined): void {
  const uid = (next ?? previous)?.metadata.uid ?? '';
  for (const owner of previous?.metadata.ownerReferences ?? []) state.owned.get(owner.uid)?.delete(uid);
  if (next === undefined) {
    state.uids.delete(uid);
    return;
  }
  state.uids.set(uid, { storage, object: next });
  for (const owner of next.metadata.ownerReferences ?? []) {
    const owned = state.owned.get(owner.uid) ?? new Map<string, string>();
    owned.set(uid, storage);
    state.owned.set(owner.uid, owned);
  }
}
