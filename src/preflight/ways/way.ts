import { z } from 'zod';
import type { Source } from '../source.ts';

/** The Service that a way may lead to. */
export interface Led {
  namespace: string;
  service: string;
}

/** Objects of one kind that lead requests to Services. Pure. */
export interface Way<S extends z.ZodType = z.ZodType> extends Source<S> {
  /** Whether requests that come by this object reach the Service. */
  leads(object: z.output<S>, to: Led): boolean;
}

/** Checks that the schema and what is read by it fit; a record of ways forgets the one's type. */
export function way<S extends z.ZodType>(of: Way<S>): Way<S> {
  return of;
}

/** A Service as most kinds name it: another kind, or one of another namespace, is another thing. */
export const backendSchema = z.object({
  kind: z.string().nullish(),
  name: z.string().nullish(),
  namespace: z.string().nullish(),
});

export function isLed({ kind, name, namespace }: z.output<typeof backendSchema>, to: Led): boolean {
  return name === to.service && (kind ?? 'Service') === 'Service' && (namespace ?? to.namespace) === to.namespace;
}
