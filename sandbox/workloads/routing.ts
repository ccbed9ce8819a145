import {
  type DestinationRule,
  type HttpRoute,
  isReady,
  type Pod,
  type Service,
  selects,
  type VirtualService,
} from './objects.ts';
import type { WorldService } from './world.ts';

/** The state of a cluster that decides where requests go. */
export interface ClusterView {
  pods(): Iterable<Pod>;
  service(namespace: string, name: string): Service | undefined;
  virtualServices(): Iterable<VirtualService>;
  destinationRules(): Iterable<DestinationRule>;
  /** Differs whenever anything above may differ. */
  readonly generation: number;
}

export interface Destination {
  /** Share of the requests, 0 to 1; all of a route add up to 1. */
  share: number;
  /** Ready pods; none means that these requests are lost. */
  pods: Pod[];
}

export interface Route {
  via: 'istio' | 'service' | 'queue';
  destinations: Destination[];
  /** Copies of requests whose answers are thrown away; here `share` is that of the copied ones. */
  mirrors: Destination[];
}

/** Where a request to this service goes at this moment. */
export function routeOf(view: ClusterView, namespace: string, service: WorldService): Route {
  if (service.routing.kind === 'queue') {
    return single('queue', readyPods(view, namespace, { app: service.name }));
  }
  const http = plainRoute(virtualServiceFor(view, namespace, service.name));
  if (http === undefined) {
    const { selector } = view.service(namespace, service.name)?.spec ?? {};
    return single('service', readyPods(view, namespace, selector));
  }
  const targets = http.route ?? [];
  const weightOf = (weight: number | undefined) => weight ?? (targets.length === 1 ? 1 : 0);
  const total = targets.reduce((sum, { weight }) => sum + weightOf(weight), 0);
  const weighted = targets.filter(({ weight }) => weightOf(weight) > 0);
  const destinations = weighted.map(({ destination, weight }) => ({
    share: weightOf(weight) / total,
    pods: destinationPods(view, namespace, destination),
  }));
  return {
    via: 'istio',
    destinations: destinations.length > 0 ? destinations : [{ share: 1, pods: [] }],
    mirrors: mirrorsOf(http).map(({ destination, percent }) => ({
      share: percent / 100,
      pods: destinationPods(view, namespace, destination),
    })),
  };
}

function single(via: Route['via'], pods: Pod[]): Route {
  return { via, destinations: [{ share: 1, pods }], mirrors: [] };
}

function readyPods(view: ClusterView, namespace: string, selector: Readonly<Record<string, string>> | undefined) {
  return [...view.pods()].filter(
    (pod) => pod.metadata.namespace === namespace && selects(selector, pod.metadata.labels) && isReady(pod),
  );
}

function destinationPods(
  view: ClusterView,
  namespace: string,
  { host, subset }: { host: string; subset?: string | undefined },
) {
  const target = parseHost(host, namespace);
  const { selector } = view.service(target.namespace, target.name)?.spec ?? {};
  const pods = readyPods(view, target.namespace, selector);
  if (subset === undefined) return pods;
  const rules = [...view.destinationRules()].filter(({ metadata, spec }) => {
    const ruled = parseHost(spec.host, metadata.namespace);
    return ruled.name === target.name && ruled.namespace === target.namespace;
  });
  const labels = rules.flatMap(({ spec }) => spec.subsets).find(({ name }) => name === subset)?.labels;
  return pods.filter((pod) => selects(labels, pod.metadata.labels));
}

function virtualServiceFor(view: ClusterView, namespace: string, name: string): VirtualService | undefined {
  return [...view.virtualServices()].find(({ metadata, spec }) =>
    spec.hosts.some((host) => {
      const target = parseHost(host, metadata.namespace);
      return target.name === name && target.namespace === namespace;
    }),
  );
}

/** Short names are relative to the namespace of the object that they stand in. */
function parseHost(host: string, ownNamespace: string): { name: string; namespace: string } {
  const [name = '', namespace = ownNamespace, ...rest] = host.split('.');
  const foreign = rest.length > 0 && rest[0] !== 'svc';
  return foreign ? { name: host, namespace: '' } : { name, namespace };
}

/** Conditions that an ordinary request, without special headers, query or origin, does not meet. */
const special = ['headers', 'queryParams', 'sourceLabels', 'sourceNamespace', 'method', 'authority', 'scheme'];

function plainRoute(virtualService: VirtualService | undefined): HttpRoute | undefined {
  return virtualService?.spec.http.find(
    ({ match }) => match === undefined || match.length === 0 || match.some(isPlain),
  );
}

function isPlain(match: Record<string, unknown>): boolean {
  const uri = match['uri'] as { prefix?: string; exact?: string } | undefined;
  return !special.some((key) => key in match) && (uri === undefined || uri.prefix === '/' || uri.exact === '/');
}

function mirrorsOf(http: HttpRoute) {
  const one = http.mirror ? [{ destination: http.mirror, percent: http.mirrorPercentage?.value ?? 100 }] : [];
  const more = (http.mirrors ?? []).map(({ destination, percentage }) => ({
    destination,
    percent: percentage?.value ?? 100,
  }));
  return [...one, ...more];
}
