import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { backendSchema, isLed, way } from './way.ts';

const schema = named.extend({
  spec: z
    .object({
      weighted: z.object({ services: list(backendSchema) }).nullish(),
      mirroring: backendSchema.extend({ mirrors: list(backendSchema) }).nullish(),
    })
    .prefault({}),
});

/** Traefik's own: IngressRoutes lead to it, and it leads on to Services by weight or mirrors requests to them. */
export const traefikServices = way({
  ...source('TraefikService', 'traefikservices', ['traefik.io/v1alpha1'], schema),
  leads: ({ spec: { weighted, mirroring } }, to) =>
    [...(weighted?.services ?? []), ...(mirroring ? [mirroring, ...mirroring.mirrors] : [])].some((each) =>
      isLed(each, to),
    ),
});
