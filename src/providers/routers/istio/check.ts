import { candidateService } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';
import { type IstioConfig, routesRef, ruleRef } from '../kinds/istio.ts';
import { hasUndo } from '../table/undo.ts';
import { isOurs } from './marked-route.ts';
import { isMirrored } from './mirrors.ts';
import { type HttpRoute, httpRoutes, type Tracks } from './routes.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { isHost, tracksOf } from './tracks.ts';

/** Null when the objects are fit; words otherwise. What a running release of ours has put there does not disturb it. */
export async function checkIstio(kube: Kube, config: IstioConfig, target: Target): Promise<string | null> {
  if (!target.workload.service) {
    return `${target.workload.name} has no Kubernetes Service, so Istio cannot split its traffic`;
  }
  try {
    return (await checkVirtualService(kube, config, target)) ?? (await checkRule(kube, config, target));
  } catch (error) {
    // The kind itself is missing: Istio is not there, or serves another version.
    if (error instanceof KubeError && error.kind === 'not-found') return error.message;
    throw error;
  }
}

async function checkVirtualService(kube: Kube, config: IstioConfig, target: Target): Promise<string | null> {
  const ref = routesRef(config, target);
  const { namespace, name } = ref;
  const object = await kube.get(ref);
  if (!object) return `VirtualService ${namespace}/${name} does not exist`;
  const tracks = tracksOf(config, target);
  const ours = hasUndo(object);
  const all = readable(() => httpRoutes(object).filter((route) => !(ours && isOurs(route, tracks))));
  if (!all) return `VirtualService ${name} has http routes that cannot be read`;
  if (all.length === 0) return `VirtualService ${name} has no http routes; tcp and tls routes cannot be split`;
  const missing = config.routes?.find((wanted) => !all.some((route) => route.name === wanted));
  if (missing !== undefined) {
    const known = all.flatMap((route) => route.name ?? []).join(', ') || 'none';
    return `VirtualService ${name} has no http route named ${missing}; its named routes are: ${known}`;
  }
  const chosen = config.routes
    ? all.filter((route) => config.routes?.includes(route.name ?? ''))
    : all.filter((route) => (route.route ?? []).some((each) => tracks.isStable(each) || tracks.isCandidate(each)));
  if (chosen.length === 0) return noRoute(object, all, config.stableHost ?? target.workload.service ?? '');
  for (const route of chosen) {
    const problem = checkRoute(route, tracks, ours, config, target);
    if (problem) return `VirtualService ${name}, ${label(route, all.indexOf(route))}: ${problem}`;
  }
  return null;
}

function noRoute(object: KubeObject, all: HttpRoute[], host: string): string {
  const name = object.metadata.name;
  const delegates = all.flatMap((route) => delegateOf(route) ?? []);
  return delegates.length > 0
    ? `VirtualService ${name} leads on to VirtualService ${delegates.join(', ')}: name that one instead`
    : `VirtualService ${name} has no http route to ${host}`;
}

function checkRoute(
  route: HttpRoute,
  tracks: Tracks,
  ours: boolean,
  config: IstioConfig,
  target: Target,
): string | null {
  const delegate = delegateOf(route);
  if (delegate) return `it leads on to VirtualService ${delegate}: name that one instead`;
  const destinations = route.route ?? [];
  if (destinations.length === 0) return 'it redirects or answers by itself, so there is nothing to divide';
  const own = ours ? destinations.filter((each) => !tracks.isCandidate(each)) : destinations;
  const [only, ...more] = own;
  const hosts = own.map((each) => each.destination.host).join(', ');
  if (own.some((each) => tracks.isCandidate(each)) || (!ours && isMirrored(route, tracks))) {
    return `it already leads to ${candidateService(target)}, which is the name that the new version gets`;
  }
  if (more.length > 0) return `it already divides the traffic (${hosts}); Sluice can only divide a single destination`;
  if (!only || !tracks.isStable(only)) return `it leads to ${hosts}, not to ${target.workload.service}`;
  if (config.mode === 'subsets' && tracks.asOriginal(only).destination.subset !== undefined) {
    return `it leads to the subset ${only.destination.subset}; mode "subsets" needs a destination without one, use mode "hosts"`;
  }
  return null;
}

async function checkRule(kube: Kube, config: IstioConfig, target: Target): Promise<string | null> {
  const ref = ruleRef(config, target);
  if (!ref) return null;
  const { stableHost } = config;
  const { namespace, name } = ref;
  const object = await kube.get(ref);
  if (!object) return `DestinationRule ${namespace}/${name} does not exist`;
  const spec = readable(() => ruleSpec(object));
  if (!spec) return `DestinationRule ${name} cannot be read`;
  const service = target.workload.service ?? '';
  const fits = stableHost === undefined ? isHost(spec.host, service, namespace) : spec.host === stableHost;
  if (!fits) return `DestinationRule ${name} is for the host ${spec.host}, not for ${stableHost ?? service}`;
  if (!hasUndo(object) && spec.subsets?.some(isOurSubset)) {
    return `DestinationRule ${name} has subsets with the names that Sluice uses`;
  }
  return null;
}

function delegateOf(route: HttpRoute): string | null {
  const delegate = route['delegate'];
  if (typeof delegate !== 'object' || delegate === null) return null;
  const { name, namespace } = delegate as { name?: unknown; namespace?: unknown };
  return `${typeof namespace === 'string' ? `${namespace}/` : ''}${String(name)}`;
}

function label(route: HttpRoute, index: number): string {
  return route.name === undefined ? `http route ${index + 1}` : `http route ${route.name}`;
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
