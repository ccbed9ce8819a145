import type { z } from 'zod';
import type { KindRef } from '../domain/object-ref.ts';

/** A sort of object that checks look at, all of them in the namespace. */
export interface Source<S extends z.ZodType = z.ZodType> {
  /** As the API serves it, the version to prefer first. A cluster that serves none of them has no such objects. */
  kinds: readonly [KindRef, ...KindRef[]];
  /** As permissions name it: the plural. */
  resource: string;
  schema: S;
  /** Only those of them that the Service's selector finds are read: there may be thousands. */
  behindService?: true;
}

export function source<S extends z.ZodType>(
  kind: string,
  resource: string,
  apiVersions: readonly [string, ...string[]],
  schema: S,
): Source<S> {
  const [first, ...more] = apiVersions;
  const kinds: Source['kinds'] = [{ apiVersion: first, kind }, ...more.map((apiVersion) => ({ apiVersion, kind }))];
  return { kinds, resource, schema };
}
