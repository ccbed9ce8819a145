import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { way } from './way.ts';

const backend = z.object({ service: z.object({ name: z.string() }).nullish() }).nullish();

const schema = named.extend({
  spec: z
    .object({
      defaultBackend: backend,
      rules: list(z.object({ http: z.object({ paths: list(z.object({ backend })) }).nullish() })),
    })
    .prefault({}),
});

/** Of whichever class: what reads it goes by the Service. */
export const ingresses = way({
  ...source('Ingress', 'ingresses', ['networking.k8s.io/v1'], schema),
  leads({ spec }, { service }) {
    const paths = spec.rules.flatMap(({ http }) => http?.paths.map((path) => path.backend) ?? []);
    return [spec.defaultBackend, ...paths].some((each) => each?.service?.name === service);
  },
});
