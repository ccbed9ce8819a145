import { z } from 'zod';
import { list, named } from '../shapes.ts';
import { source } from '../source.ts';
import { way } from './way.ts';

const destinations = list(z.object({ route: list(z.object({ destination: z.object({ host: z.string() }) })) }));

const schema = named.extend({
  spec: z
    .object({
      hosts: list(z.string()),
      /** None means callers in the mesh. */
      gateways: list(z.string()),
      exportTo: list(z.string()),
      http: destinations,
      tcp: destinations,
      tls: destinations,
    })
    .prefault({}),
});
export type VirtualService = z.infer<typeof schema>;

export const virtualServices = way({
  ...source('VirtualService', 'virtualservices', ['networking.istio.io/v1', 'networking.istio.io/v1beta1'], schema),
  leads({ spec }, { namespace, service }) {
    const wanted = fullHost(service, namespace);
    return [...spec.http, ...spec.tcp, ...spec.tls].some(({ route }) =>
      route.some(({ destination }) => fullHost(destination.host, namespace) === wanted),
    );
  },
});

/** A Service's host in full: a short one is of the VirtualService's own namespace. */
export function fullHost(host: string, namespace: string): string {
  const [name = '', place = namespace, kind = 'svc', ...rest] = host.split('.');
  if (kind !== 'svc') return host;
  return [name, place, kind, ...(rest.length > 0 ? rest : ['cluster', 'local'])].join('.');
}
