import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { backendSchema, isLed, way } from './way.ts';

const schema = named.extend({
  spec: z.object({ routes: list(z.object({ services: list(backendSchema) })) }).prefault({}),
});

/** A kind of Traefik's own routes: they all name their Services alike. */
export function traefikRoute(kind: string) {
  return way({
    ...source(kind, `${kind.toLowerCase()}s`, ['traefik.io/v1alpha1'], schema),
    leads: ({ spec }, to) => spec.routes.some(({ services }) => services.some((each) => isLed(each, to))),
  });
}
