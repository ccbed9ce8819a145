import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { backendSchema, isLed, way } from './way.ts';

const services = list(backendSchema.pick({ name: true }));

const schema = named.extend({
  spec: z.object({ routes: list(z.object({ services })), tcpproxy: z.object({ services }).nullish() }).prefault({}),
});

/** Contour's. What it includes are HTTPProxies themselves. */
export const httpProxies = way({
  ...source('HTTPProxy', 'httpproxies', ['projectcontour.io/v1'], schema),
  leads: ({ spec: { routes, tcpproxy } }, to) =>
    [...routes.flatMap((route) => route.services), ...(tcpproxy?.services ?? [])].some((each) => isLed(each, to)),
});
