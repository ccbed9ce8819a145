import { z } from 'zod';
import { indexOf, perNamespace, serviceOf, type Track } from './fleet.ts';
import { deployment, kinds, pod, type Stored, service, virtualService } from './objects.ts';

/** A request to the fake API server; `body` is parsed JSON, or null where there was none. */
export interface Asked {
  method: string;
  path: string;
  selector: string | null;
  body: unknown;
}

export interface Answered {
  status: number;
  body: object;
}

export interface Cluster {
  answer(asked: Asked): Answered;
  /** Lines of the watch of a namespace's pods go to `send` until the returned function is called. */
  watch(namespace: string, send: (line: string) => void): () => void;
  /** The candidate's container is in a crash loop from now on. */
  crash(index: number): void;
}

export interface ClusterOptions {
  releases: number;
  idOf(index: number): string;
  /** Told of each write of a VirtualService: the candidate's weight in it. */
  divided(index: number, weight: number): void;
}

const writtenSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), resourceVersion: z.string() }),
});

const objectPath = /\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

/** Objects are made from their number when they are asked for; only what was written, or removed (null), is kept. */
export function createCluster({ releases, idOf, divided }: ClusterOptions): Cluster {
  const stored = new Map<string, Stored | null>();
  const crashed = new Set<number>();
  const gone = new Set<number>();
  const watchers = new Map<string, Set<(line: string) => void>>();
  let version = 1;

  function read(path: string, plural: string, name: string): Stored | null {
    const kept = stored.get(path);
    return kept === undefined ? first(plural, name) : kept;
  }

  function first(plural: string, name: string): Stored | null {
    const index = indexOf(name);
    if (!(index < releases)) return null;
    const track = name === serviceOf(index) ? 'stable' : 'candidate';
    const make = { deployments: deployment, services: service }[plural];
    if (make) return make(index, track, idOf(index));
    return plural === 'virtualservices' && track === 'stable' ? virtualService(index, idOf(index)) : null;
  }

  function replace(path: string, there: Stored, body: unknown): Answered {
    const next = writtenSchema.parse(body);
    if (next.metadata.resourceVersion !== there.metadata.resourceVersion) return failure(409, 'Conflict');
    version += 1;
    const written = { ...next, metadata: { ...next.metadata, resourceVersion: String(version) } };
    stored.set(path, written);
    const weight = candidateWeight(written);
    if (weight !== null) divided(indexOf(written.metadata.name), weight);
    return { status: 200, body: written };
  }

  function remove(path: string, plural: string, name: string): Answered {
    stored.set(path, null);
    if (plural === 'deployments') {
      gone.add(indexOf(name));
      tell('DELETED', indexOf(name));
    }
    return { status: 200, body: { kind: 'Status', status: 'Success' } };
  }

  function tell(type: string, index: number): void {
    const seen = pod(index, 'candidate', idOf(index), crashed.has(index));
    version += 1;
    seen.metadata.resourceVersion = String(version);
    const line = `${JSON.stringify({ type, object: seen })}\n`;
    for (const send of watchers.get(seen.metadata.namespace) ?? []) send(line);
  }

  function listPods(namespace: string, selector: string | null): Stored[] {
    const named = /svc-\d{5}/.exec(selector ?? '')?.[0];
    const from = Number(namespace.slice(3)) * perNamespace;
    const all = Array.from({ length: Math.max(0, Math.min(perNamespace, releases - from)) }, (_, at) => from + at);
    const tracks = tracksOf(selector);
    return (named ? [indexOf(named)] : all).flatMap((index) =>
      tracks
        .filter((track) => track === 'stable' || !gone.has(index))
        .map((track) => pod(index, track, idOf(index), track === 'candidate' && crashed.has(index))),
    );
  }

  return {
    answer({ method, path, selector, body }) {
      const known = kinds[path];
      if (known) return { status: 200, body: { resources: known.map(resource) } };
      const [, namespace = '', plural = '', name] = objectPath.exec(path) ?? [];
      if (plural === 'pods' && name === undefined) {
        const items = listPods(namespace, selector);
        return { status: 200, body: { metadata: { resourceVersion: String(version) }, items } };
      }
      const there = name === undefined ? null : read(path, plural, name);
      if (!there || name === undefined) return failure(404, 'NotFound');
      if (method === 'PUT') return replace(path, there, body);
      if (method === 'DELETE') return remove(path, plural, name);
      return method === 'GET' ? { status: 200, body: there } : failure(405, 'MethodNotAllowed');
    },
    watch(namespace, send) {
      const own = watchers.get(namespace) ?? new Set();
      watchers.set(namespace, own.add(send));
      return () => own.delete(send);
    },
    crash(index) {
      crashed.add(index);
      tell('MODIFIED', index);
    },
  };
}

function tracksOf(selector: string | null): Track[] {
  if (!selector) return ['stable', 'candidate'];
  return selector.startsWith('app=') ? ['stable'] : ['candidate'];
}

function resource([name, kind]: readonly [string, string]) {
  return { name, kind, namespaced: true };
}

function failure(code: number, reason: string): Answered {
  return { status: code, body: { kind: 'Status', status: 'Failure', reason, code, message: reason } };
}

const routesSchema = z.object({
  kind: z.literal('VirtualService'),
  spec: z.object({
    http: z.array(
      z.object({
        route: z.array(z.object({ destination: z.object({ host: z.string() }), weight: z.number().default(0) })),
      }),
    ),
  }),
});

/** The candidate's share in percent: 0 where no route leads to it. Null where the object is no VirtualService. */
export function candidateWeight(object: unknown): number | null {
  const parsed = routesSchema.safeParse(object);
  if (!parsed.success) return null;
  const routes = parsed.data.spec.http.flatMap(({ route }) => route);
  return Math.max(
    0,
    ...routes.filter(({ destination }) => destination.host.includes('-candidate')).map(({ weight }) => weight),
  );
}
