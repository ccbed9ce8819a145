import { type DestinationRule, type HTTPRoute, isReady, type Pod, selects, type VirtualService } from './objects.ts';
import type { ClusterView } from './routing.ts';
import { parseHost, type Target } from './rules.ts';

/** What of a cluster leads to a Service, found without looking at all of it: hundreds of services ask after each change. */
export interface ViewIndex {
  /** Ready pods that a selector chooses. */
  readyPods(namespace: string, selector: Readonly<Record<string, string>> | undefined): Pod[];
  virtualService(target: Target): VirtualService | undefined;
  httpRoute(target: Target): HTTPRoute | undefined;
  destinationRules(target: Target): readonly DestinationRule[];
}

const indexes = new WeakMap<ClusterView, { generation: number; index: ViewIndex }>();

/** The index of the view as it is now. */
export function indexOf(view: ClusterView): ViewIndex {
  const known = indexes.get(view);
  if (known?.generation === view.generation) return known.index;
  const made = { generation: view.generation, index: createIndex(view) };
  indexes.set(view, made);
  return made.index;
}

function createIndex(view: ClusterView): ViewIndex {
  const pods = grouped([...view.pods()].filter(isReady), ({ metadata }) =>
    Object.entries(metadata.labels ?? {}).map(([label, value]) => keyOf(metadata.namespace, `${label}=${value}`)),
  );
  const virtualServices = grouped(view.virtualServices(), ({ metadata, spec }) =>
    spec.hosts.map((host) => keyOfTarget(parseHost(host, metadata.namespace))),
  );
  const httpRoutes = grouped(view.httpRoutes(), ({ metadata, spec }) =>
    spec.rules.flatMap(({ backendRefs }) => backendRefs.map(({ name }) => keyOf(metadata.namespace, name))),
  );
  const destinationRules = grouped(view.destinationRules(), ({ metadata, spec }) => [
    keyOfTarget(parseHost(spec.host, metadata.namespace)),
  ]);
  return {
    readyPods(namespace, selector) {
      const [first] = Object.entries(selector ?? {});
      const some = first ? pods.get(keyOf(namespace, `${first[0]}=${first[1]}`)) : undefined;
      return (some ?? []).filter(({ metadata }) => selects(selector, metadata.labels));
    },
    virtualService: (target) => virtualServices.get(keyOfTarget(target))?.[0],
    httpRoute: (target) => httpRoutes.get(keyOfTarget(target))?.[0],
    destinationRules: (target) => destinationRules.get(keyOfTarget(target)) ?? [],
  };
}

/** In the order in which they come. */
function grouped<T>(all: Iterable<T>, keysOf: (one: T) => string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    for (const key of new Set(keysOf(one))) {
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  }
  return groups;
}

function keyOfTarget({ namespace, name }: Pick<Target, 'namespace' | 'name'>): string {
  return keyOf(namespace, name);
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
