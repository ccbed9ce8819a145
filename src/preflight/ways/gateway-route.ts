import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { backendSchema, isLed, way } from './way.ts';

const schema = named.extend({
  spec: z.object({ rules: list(z.object({ backendRefs: list(backendSchema) })) }).prefault({}),
});

const group = 'gateway.networking.k8s.io';

/** A kind of route of the Gateway API: they all name their backends alike. */
export function gatewayRoute(kind: string, ...versions: [string, ...string[]]) {
  const [first, ...more] = versions;
  const served = [`${group}/${first}`, ...more.map((each) => `${group}/${each}`)] as const;
  return way({
    ...source(kind, `${kind.toLowerCase()}s`, served, schema),
    leads: ({ spec }, to) => spec.rules.some(({ backendRefs }) => backendRefs.some((ref) => isLed(ref, to))),
  });
}
