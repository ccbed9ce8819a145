import type { RepositorySpec, TagSpec } from '../registry/index.ts';
import type { Character } from './characters.ts';
import type { PageName } from './pages/index.ts';

/** A small company in plain data: what runs where, how busy it is, and what its versions are like. */
export interface World {
  environments: readonly WorldEnvironment[];
  services: readonly WorldService[];
  /** Share (0 to 1) of the requests that carry the mark for which a route asks; none where it is not said. */
  markedShare?: number;
}

export interface WorldEnvironment {
  name: string;
  /** Name of the cluster it lives on, for worlds of several clusters. */
  cluster: string;
  namespace: string;
}

/**
 * How requests find a service: an Istio VirtualService, an HTTPRoute of the Gateway API, the ready pods behind a Service,
 * or, for a worker that takes jobs from a queue, its own ready pods without any Service.
 */
export type WorldRouting =
  | { kind: 'istio'; subsets?: readonly { name: string; labels: Readonly<Record<string, string>> }[] }
  | { kind: 'gateway' }
  | { kind: 'service' }
  | { kind: 'queue' };

export interface WorldService {
  name: string;
  /** Repository path of its image, without host and tag. */
  image: string;
  source: string;
  routing: WorldRouting;
  /** What makes its pods; a Deployment where it is not said. */
  makes?: 'StatefulSet' | 'DaemonSet';
  /** `spec.strategy.type` of its Deployment. */
  update: 'RollingUpdate' | 'Recreate';
  /** Latency in seconds: the median, and the standard deviation of the logarithm. */
  latency: { median: number; spread: number };
  /** Ratio (0 to 1) of requests that fail with any version. */
  errors: number;
  /** The flag whose feature its counters tell apart by the label `feature`, `new` and `old`; none where it is not said. */
  feature?: string;
  /** Ratio (0 to 1) of its requests that end in an order, which it counts; it counts none where it is not said. */
  orders?: number;
  /** What the pages of metrics of its pods are like; the usual one where it is not said. */
  page?: PageName;
  versions: readonly WorldVersion[];
  runs: Readonly<Record<string, WorldRun>>;
}

export interface WorldVersion extends TagSpec {
  character: Character;
}

/** How a service runs in one environment; rates are requests per second. */
export interface WorldRun {
  version: string;
  replicas: number;
  rps: number;
  peakRps: number;
  /**
   * Requests per second with which one pod uses all the CPU that it asks for. Default: at the peak, `replicas` pods use
   * 60 % of it.
   */
  podRps?: number;
}

/** Requests per second with which one pod of this run uses all the CPU that it asks for. */
export function podRpsOf({ podRps, peakRps, replicas }: WorldRun): number {
  return podRps ?? peakRps / (0.6 * replicas);
}

/** The world in which these services, by name, show other pages of metrics. */
export function withPages(world: World, pages: Readonly<Record<string, PageName>>): World {
  const paged = (service: WorldService) => {
    const page = pages[service.name];
    return page === undefined ? service : { ...service, page };
  };
  return { ...world, services: world.services.map(paged) };
}

/** What the registry must hold for this world. */
export function repositoriesOf(world: World): RepositorySpec[] {
  return world.services.map(({ image, source, versions }) => ({
    name: image,
    source,
    tags: versions.map(({ character: _, ...tag }) => tag),
  }));
}
