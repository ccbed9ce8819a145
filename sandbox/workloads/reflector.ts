import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KubeError, type KubeClient } from './kube-client.ts';

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});
const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const versionSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

interface Named {
  metadata: { name: string; namespace: string };
}

export interface ReflectorEvents<T> {
  /** An object is there, new or changed. */
  present(object: T): void;
  /** An object is gone. */
  absent(object: T): void;
}

export interface Reflector<T> {
  /** The objects as last seen. */
  all(): Iterable<T>;
  get(namespace: string, name: string): T | undefined;
  /** Grows with each change: a cheap way to know that a derived answer is stale. */
  readonly generation: number;
  stop(): void;
}

/**
 * Keeps a copy of one collection of the API by list and watch. Resolves after the first list; a kind that the server
 * does not know counts as empty and is asked for again. Broken watches go on from where they were, or start afresh.
 */
export async function reflect<T extends Named>(
  kube: KubeClient,
  path: string,
  schema: z.ZodType<T>,
  events: Partial<ReflectorEvents<T>> = {},
): Promise<Reflector<T>> {
  const objects = new Map<string, T>();
  const stop = new AbortController();
  let generation = 0;
  const keyOf = ({ metadata }: T) => `${metadata.namespace}/${metadata.name}`;

  function set(object: T): void {
    objects.set(keyOf(object), object);
    generation += 1;
    events.present?.(object);
  }
  function remove(object: T): void {
    objects.delete(keyOf(object));
    generation += 1;
    events.absent?.(object);
  }

  /** Returns the version to watch from; undefined where the kind is unknown for now. */
  async function list(): Promise<string | undefined> {
    const found = await kube.get(path).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return { metadata: {} };
      throw error;
    });
    const { items, metadata } = listSchema.parse(found);
    const fresh = new Map((items ?? []).map((item) => schema.parse(item)).map((object) => [keyOf(object), object]));
    for (const [key, object] of [...objects]) if (!fresh.has(key)) remove(object);
    for (const object of fresh.values()) set(object);
    return metadata.resourceVersion;
  }

  /** Follows one watch to its end; returns the version it got to, or undefined when a new list is needed. */
  async function follow(from: string): Promise<string | undefined> {
    let version = from;
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}`;
    try {
      for await (const line of kube.watch(`${path}?${query}`, stop.signal)) {
        const { type, object } = eventSchema.parse(line);
        if (type === 'ERROR') return undefined;
        version = versionSchema.parse(object).metadata.resourceVersion;
        if (type === 'DELETED') remove(schema.parse(object));
        else if (type !== 'BOOKMARK') set(schema.parse(object));
      }
    } catch (error) {
      if (error instanceof KubeError && error.status === 410) return undefined;
      await pause(100);
    }
    return version;
  }

  async function run(first: string | undefined): Promise<void> {
    let version = first;
    while (!stop.signal.aborted) {
      if (version !== undefined) version = await follow(version);
      else await pause(500);
      if (version === undefined && !stop.signal.aborted) version = await list().catch(() => undefined);
    }
  }
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: stop.signal }).catch(() => undefined);

  void run(await list());
  return {
    all: () => objects.values(),
    get: (namespace, name) => objects.get(`${namespace}/${name}`),
    get generation() {
      return generation;
    },
    stop: () => stop.abort(),
  };
}
