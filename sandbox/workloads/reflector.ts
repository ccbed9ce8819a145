import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type KubeClient, KubeError } from './kube-client.ts';
import { createObjectStore, type ObjectStore, type StoreEvents } from './object-store.ts';

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});
const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const versionSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

export interface Reflector<T> extends Pick<ObjectStore<T>, 'all' | 'get'> {
  /** As in `ObjectStore`. */
  readonly generation: number;
  stop(): void;
}

interface Collection<T> {
  kube: KubeClient;
  path: string;
  schema: z.ZodType<T>;
  store: ObjectStore<T>;
  signal: AbortSignal;
}

/**
 * Keeps a copy of one collection of the API by list and watch. Resolves after the first list; a kind that the server
 * does not know counts as empty and is asked for again. Broken watches go on from where they were, or start afresh.
 */
export async function reflect<T extends { metadata: { name: string; namespace: string; uid: string } }>(
  kube: KubeClient,
  path: string,
  schema: z.ZodType<T>,
  events: Partial<StoreEvents<T>> = {},
): Promise<Reflector<T>> {
  const stop = new AbortController();
  const store = createObjectStore(events);
  const collection = { kube, path, schema, store, signal: stop.signal };
  void keep(collection, await list(collection));
  return {
    all: store.all,
    get: store.get,
    get generation() {
      return store.generation;
    },
    stop: () => stop.abort(),
  };
}

async function keep<T>(collection: Collection<T>, first: string | undefined): Promise<void> {
  const { signal } = collection;
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal }).catch(() => undefined);
  let version = first;
  while (!signal.aborted) {
    if (version === undefined) {
      await pause(250);
      version = await list(collection).catch(() => undefined);
    } else {
      version = await follow(collection, version);
      await pause(100);
    }
  }
}

/**
 * Returns the version to watch from; undefined where the kind is unknown for now. What was known of it stays: a server that
 * has just been started knows its custom kinds a little later.
 */
async function list<T>({ kube, path, schema, store }: Collection<T>): Promise<string | undefined> {
  const found = await kube.get(path).catch((error: unknown) => {
    if (error instanceof KubeError && error.status === 404) return null;
    throw error;
  });
  if (found === null) return undefined;
  const { items, metadata } = listSchema.parse(found);
  // An object that cannot be read counts as not there: one odd manifest must not stop the world.
  store.replace((items ?? []).flatMap((item) => schema.safeParse(item).data ?? []));
  return metadata.resourceVersion;
}

/** Follows one watch to its end; returns the version it got to, or undefined when a new list is needed. */
async function follow<T>({ kube, path, schema, store, signal }: Collection<T>, from: string) {
  let version = from;
  const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}`;
  try {
    for await (const line of kube.watch(`${path}?${query}`, signal)) {
      const { type, object } = eventSchema.parse(line);
      if (type === 'ERROR') return undefined;
      version = versionSchema.parse(object).metadata.resourceVersion;
      const found = type === 'BOOKMARK' ? undefined : schema.safeParse(object).data;
      if (found === undefined) continue;
      if (type === 'DELETED') store.remove(found);
      else store.set(found);
    }
  } catch (error) {
    if (error instanceof KubeError && (error.status === 410 || error.status === 404)) return undefined;
  }
  return version;
}
