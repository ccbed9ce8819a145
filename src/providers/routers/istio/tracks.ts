import { candidateService } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import type { IstioConfig } from '../kinds/istio.ts';
import type { Destination, Tracks } from './routes.ts';

/** Names of Sluice's subsets in the user's DestinationRule. */
export const subsets = { stable: 'sluice-stable', candidate: 'sluice-candidate' } as const;

/** Whether a host in a VirtualService of this namespace means this Service: short, or qualified up to any domain. */
export function isHost(host: string, service: string, namespace: string): boolean {
  return [service, `${service}.${namespace}`, `${service}.${namespace}.svc`].includes(host)
    ? true
    : host.startsWith(`${service}.${namespace}.svc.`);
}

/** How stable and candidate are told apart. Throws for a workload without a Service. */
export function tracksOf(config: IstioConfig, target: Target): Tracks {
  const service = target.workload.service;
  const candidate = candidateService(target);
  if (!service || !candidate)
    throw new Error(`workload ${target.workload.name} has no Service that Istio could route to`);
  const isStableHost = (host: string) =>
    config.stableHost === undefined ? isHost(host, service, target.namespace) : host === config.stableHost;
  return config.mode === 'hosts'
    ? hostTracks(service, candidate, target.namespace, isStableHost)
    : subsetTracks(isStableHost);
}

function hostTracks(
  service: string,
  candidate: string,
  namespace: string,
  isStableHost: (host: string) => boolean,
): Tracks {
  /** In the user's own way of writing hosts. */
  const candidateHost = (host: string) =>
    isHost(host, service, namespace)
      ? candidate + host.slice(service.length)
      : `${candidate}.${namespace}.svc.cluster.local`;
  return {
    isStable: ({ destination }) => isStableHost(destination.host),
    isCandidate: ({ destination }) => isHost(destination.host, candidate, namespace),
    asStable: (original) => original,
    asCandidate(stable) {
      // A subset of stable's host means nothing at another host.
      const { subset: _, ...destination } = stable.destination;
      return { ...stable, destination: { ...destination, host: candidateHost(destination.host) } };
    },
    asOriginal: (stable) => stable,
  };
}

function subsetTracks(isStableHost: (host: string) => boolean): Tracks {
  const inSubset = (each: Destination, subset: string): Destination => ({
    ...each,
    destination: { ...each.destination, subset },
  });
  return {
    isStable: ({ destination }) => isStableHost(destination.host) && destination.subset !== subsets.candidate,
    isCandidate: ({ destination }) => isStableHost(destination.host) && destination.subset === subsets.candidate,
    asStable: (original) => inSubset(original, subsets.stable),
    asCandidate: (stable) => inSubset(stable, subsets.candidate),
    asOriginal(stable) {
      if (stable.destination.subset !== subsets.stable) return stable;
      const { subset: _, ...destination } = stable.destination;
      return { ...stable, destination };
    },
  };
}
