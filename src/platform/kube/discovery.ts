import { z } from 'zod';
import { type KindRef, KubeError } from '../kube.ts';
import type { Http } from './http.ts';

const resourceListSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

export interface Resource {
  /** As in paths, e.g. `virtualservices`. */
  plural: string;
  namespaced: boolean;
}

export interface Discovery {
  /** Throws `not-found` for a kind that the cluster does not serve. */
  resource(ref: KindRef): Promise<Resource>;
}

/** A kind that was not there is looked for again after this time, e.g. once its definition is installed. */
const missMs = 5_000;

interface Entry {
  kinds: Promise<Map<string, Resource>>;
  at: number;
}

/** `/api/v1` or `/apis/<group>/<version>`. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Finds the plural names of kinds, one request for each group and version, kept for as long as they are hit. */
export function createDiscovery(http: Http, now: () => number): Discovery {
  const groups = new Map<string, Entry>();

  function load(apiVersion: string): Entry {
    const entry = { kinds: readGroup(http, apiVersion), at: now() };
    groups.set(apiVersion, entry);
    entry.kinds.catch(() => {
      if (groups.get(apiVersion) === entry) groups.delete(apiVersion);
    });
    return entry;
  }

  return {
    async resource({ apiVersion, kind }) {
      if (!/^([a-z0-9.-]+\/)?v[a-z0-9]+$/.test(apiVersion)) {
        throw new KubeError('invalid', `"${apiVersion}" is not an API version`);
      }
      const entry = groups.get(apiVersion) ?? load(apiVersion);
      const known = (await entry.kinds).get(kind);
      if (known) return known;
      const fresh = now() - entry.at >= missMs ? (await load(apiVersion).kinds).get(kind) : undefined;
      if (fresh) return fresh;
      throw new KubeError('not-found', `the cluster does not know the kind ${kind} of ${apiVersion}`, 404);
    },
  };
}

/** An unknown group is an empty one. */
async function readGroup(http: Http, apiVersion: string): Promise<Map<string, Resource>> {
  const what = `look up the kinds of ${apiVersion}`;
  const body = await http.json({ method: 'GET', path: groupPath(apiVersion), what }).catch((error: unknown) => {
    if (error instanceof KubeError && error.kind === 'not-found') return { resources: [] };
    throw error;
  });
  const list = resourceListSchema.safeParse(body);
  if (!list.success) throw new KubeError('server', `${what}: the answer is not a list of resources`);
  const own = list.data.resources.filter((resource) => !resource.name.includes('/'));
  return new Map(own.map(({ kind, name, namespaced }) => [kind, { plural: name, namespaced }]));
}
