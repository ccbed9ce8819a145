import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { backendSchema, isLed, way } from './way.ts';

const schema = named.extend({
  spec: z.object({ to: backendSchema.nullish(), alternateBackends: list(backendSchema) }).prefault({}),
});

/** OpenShift's, which its own router reads. */
export const openshiftRoutes = way({
  ...source('Route', 'routes', ['route.openshift.io/v1'], schema),
  leads: ({ spec: { to: first, alternateBackends } }, to) =>
    [first ?? {}, ...alternateBackends].some((each) => isLed({ ...each, namespace: undefined }, to)),
});
