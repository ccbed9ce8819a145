import {
  type DestinationRule,
  type HTTPRoute,
  type Pod,
  type Service,
  selects,
  type VirtualService,
} from './objects.ts';
import { type Rule, rulesOfHttpRoute, rulesOfVirtualService, type Target } from './rules.ts';
import { indexOf } from './view-index.ts';
import type { WorldService } from './world.ts';

/** The state of a cluster that decides where requests go. */
export interface ClusterView {
  pods(): Iterable<Pod>;
  service(namespace: string, name: string): Service | undefined;
  virtualServices(): Iterable<VirtualService>;
  destinationRules(): Iterable<DestinationRule>;
  httpRoutes(): Iterable<HTTPRoute>;
  /** Differs whenever anything above may differ. */
  readonly generation: number;
}

export interface Destination {
  /** Share of the requests, 0 to 1; all of a route add up to 1. */
  share: number;
  /** Ready pods; none means that these requests are lost. */
  pods: Pod[];
  /** The header that answers from there get. */
  setCookie?: string;
}

/** Where requests go whose header `cookie` is like any of these. */
export interface Cookied {
  patterns: readonly RegExp[];
  destinations: Destination[];
}

export interface Route {
  via: 'istio' | 'gateway' | 'service' | 'queue';
  destinations: Destination[];
  /** Copies of requests whose answers are thrown away; here `share` is that of the copied ones. */
  mirrors: Destination[];
  /** Before all that, the first that fits counts. */
  cookied: Cookied[];
  /** Users are told apart, and told what they are to keep. */
  keepsUsers: boolean;
}

/** Where a request to this service goes at this moment. @param marked share (0 to 1) of the requests with a mark */
export function routeOf(view: ClusterView, namespace: string, service: WorldService, marked = 0): Route {
  const index = indexOf(view);
  if (service.routing.kind === 'queue') {
    return single('queue', index.readyPods(namespace, { app: service.name }));
  }
  const target = { namespace, name: service.name };
  const virtualService = index.virtualService(target);
  // As a Gateway has it; whoever calls the Service by its name goes past it in truth.
  const httpRoute = index.httpRoute(target);
  return (
    (virtualService && routed('istio', rulesOfVirtualService(virtualService), view, marked)) ??
    (httpRoute && routed('gateway', rulesOfHttpRoute(httpRoute), view, marked)) ??
    single('service', index.readyPods(namespace, view.service(namespace, service.name)?.spec?.selector))
  );
}

/** By the first rule for all requests; those with a mark by the first one before it that asks for one. */
function routed(via: Route['via'], rules: readonly Rule[], view: ClusterView, marked: number): Route | undefined {
  const at = rules.findIndex(({ reach }) => reach === 'all');
  const plain = rules[at];
  if (plain === undefined) return undefined;
  const before = rules.slice(0, at);
  const keepsUsers = rules.some(({ weighted }) => weighted.some(({ setCookie }) => setCookie !== undefined));
  const byCookie = keepsUsers ? before.filter(({ cookies }) => cookies.length > 0) : [];
  const special = marked > 0 ? before.find((rule) => rule.reach === 'marked' && !byCookie.includes(rule)) : undefined;
  const parts = special
    ? [
        { rule: special, part: marked },
        { rule: plain, part: 1 - marked },
      ]
    : [{ rule: plain, part: 1 }];
  return {
    via,
    keepsUsers,
    cookied: byCookie.map((rule) => ({ patterns: rule.cookies, destinations: destinationsOf(rule, 1, view) })),
    destinations: parts.flatMap(({ rule, part }) => destinationsOf(rule, part, view)),
    mirrors: parts.flatMap(({ rule, part }) =>
      rule.mirrors.map(({ to, percent }) => ({ share: (part * percent) / 100, pods: podsOf(view, to) })),
    ),
  };
}

/** @param part share of all requests that come by this rule */
function destinationsOf({ weighted }: Rule, part: number, view: ClusterView): Destination[] {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const some = weighted.filter(({ weight }) => weight > 0);
  if (some.length === 0) return [{ share: part, pods: [] }];
  return some.map(({ to, weight, setCookie }) => ({
    share: (part * weight) / total,
    pods: podsOf(view, to),
    ...(setCookie === undefined ? {} : { setCookie }),
  }));
}

function single(via: Route['via'], pods: Pod[]): Route {
  return { via, destinations: [{ share: 1, pods }], mirrors: [], cookied: [], keepsUsers: false };
}

function podsOf(view: ClusterView, target: Target) {
  const index = indexOf(view);
  const { selector } = view.service(target.namespace, target.name)?.spec ?? {};
  const pods = index.readyPods(target.namespace, selector);
  if (target.subset === undefined) return pods;
  const subsets = index.destinationRules(target).flatMap(({ spec }) => spec.subsets);
  const labels = subsets.find(({ name }) => name === target.subset)?.labels;
  return pods.filter((pod) => selects(labels, pod.metadata.labels));
}
