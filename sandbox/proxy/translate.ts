import {
  type DestinationRule,
  type EndpointSlice,
  httpRoutesSchema,
  type Pod,
  type Service,
  serviceOf,
  type VirtualService,
} from './model.ts';
import { clusterName, envoyRoutes } from './routes.ts';

/** What of a cluster decides where requests go. */
export interface ClusterState {
  services: Iterable<Service>;
  slices: Iterable<EndpointSlice>;
  pods: Iterable<Pod>;
  virtualServices: Iterable<VirtualService>;
  destinationRules: Iterable<DestinationRule>;
}

/** Where the pod with an address listens; undefined where it does not (yet). */
export type AddressOf = (ip: string, port: number) => { host: string; port: number } | undefined;

export interface Translation {
  /** Endpoints (Envoy's LbEndpoint) by the name of their cluster. */
  clusters: Map<string, object[]>;
  virtualHosts: object[];
  /** What was not understood, in words; its routes are left out. */
  problems: string[];
}

interface Endpoint {
  pod: string;
  address: { host: string; port: number };
}

/** Says in Envoy's terms where requests to each Service go. Pure: the same state gives the same answer. */
export function translate(state: ClusterState, addressOf: AddressOf): Translation {
  const clusters = new Map<string, object[]>();
  const problems: string[] = [];
  const virtualHosts: object[] = [];
  const rules = [...state.destinationRules];
  const labels = new Map(
    [...state.pods].map(({ metadata: own }) => [`${own.namespace}/${own.name}`, own.labels ?? {}]),
  );
  const slices = [...state.slices];
  for (const { metadata: service } of state.services) {
    const endpoints = endpointsOf(slices, service, addressOf);
    clusters.set(clusterName(service), endpoints.map(lbEndpoint));
    for (const subset of subsetsOf(rules, service)) {
      const chosen = endpoints.filter(({ pod }) => covers(labels.get(`${service.namespace}/${pod}`), subset.labels));
      clusters.set(clusterName(service, subset.name), chosen.map(lbEndpoint));
    }
    const routes = routesFor(state.virtualServices, service, problems);
    if (routes === undefined) continue;
    const [short, svc] = [`${service.name}.${service.namespace}`, `${service.name}.${service.namespace}.svc`];
    virtualHosts.push({ name: short, domains: [short, svc, `${svc}.cluster.local`], routes });
  }
  return { clusters, virtualHosts, problems };
}

type Named = Pick<Service['metadata'], 'name' | 'namespace'>;

function endpointsOf(slices: readonly EndpointSlice[], service: Named, addressOf: AddressOf): Endpoint[] {
  const own = slices.filter(
    ({ metadata: { namespace, labels } }) =>
      namespace === service.namespace && labels?.['kubernetes.io/service-name'] === service.name,
  );
  return own.flatMap(({ endpoints, ports }) =>
    (endpoints ?? []).flatMap(({ addresses, conditions, targetRef }): Endpoint[] => {
      const [ip = ''] = addresses;
      const address = addressOf(ip, ports?.[0]?.port ?? 0);
      // As Kubernetes says: an endpoint of which nothing is known counts as ready.
      return address && conditions?.ready !== false ? [{ pod: targetRef?.name ?? '', address }] : [];
    }),
  );
}

function subsetsOf(rules: readonly DestinationRule[], service: Named) {
  const about = rules.filter(({ metadata, spec }) => isHost(spec.host, metadata.namespace, service));
  return about.flatMap(({ spec }) => spec.subsets);
}

function isHost(host: string, ownNamespace: string, service: Named): boolean {
  const named = serviceOf(host, ownNamespace);
  return named?.name === service.name && named.namespace === service.namespace;
}

function covers(labels: Record<string, string> | undefined, wanted: Record<string, string> | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels?.[key] === value);
}

/** Without a VirtualService all requests go to the Service; undefined where its VirtualService is not understood. */
function routesFor(
  virtualServices: Iterable<VirtualService>,
  service: Named,
  problems: string[],
): object[] | undefined {
  const about = [...virtualServices].find(({ metadata, spec }) =>
    spec.hosts.some((host) => isHost(host, metadata.namespace, service)),
  );
  const { name, namespace } = service;
  if (about === undefined) return envoyRoutes({ route: [{ destination: { host: name } }] }, namespace);
  const { data, error } = httpRoutesSchema.safeParse(about.spec.http);
  if (data) return data.flatMap((http) => envoyRoutes(http, about.metadata.namespace));
  const [issue] = error.issues;
  const where = ['http', ...(issue?.path ?? [])].join('.');
  problems.push(`VirtualService ${about.metadata.namespace}/${about.metadata.name}: ${where}: ${issue?.message}`);
  return undefined;
}

function lbEndpoint({ address }: Endpoint): object {
  const { host, port } = address;
  return { endpoint: { address: { socket_address: { address: host, port_value: port } } } };
}
