import type { Target } from '../../domain/target.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { assertMayWrite, fencedWrite, readFence } from '../../platform/kube/fence.ts';
import { ownersOf } from '../../platform/kube/ownership.ts';
import { type Clusters, type Kube, KubeError, type KubeObject, type ObjectRef } from '../../platform/kube.ts';
import { checkIstio } from './istio/check.ts';
import type { IstioConfig } from './istio/config.ts';
import { isMarked, marksOn, putBack } from './istio/marks.ts';
import { divide, httpRoutes, isManaged, shareOf, undivide, withRoutes } from './istio/routes.ts';
import { isOurSubset, ruleSpec, stableHash, withoutSubsets, withSubsets } from './istio/subsets.ts';
import { tracksOf } from './istio/tracks.ts';
import { hasUndo, readUndo, routeUndoSchema, subsetUndoSchema, withUndo } from './istio/undo.ts';
import type { RouteContext, Router, RouterTraits } from './router.ts';

export { type IstioConfig, istioSchema } from './istio/config.ts';

const routesPath = ['f:spec', 'f:http'];
const subsetsPath = ['f:spec', 'f:subsets'];

/**
 * A subset that routes still lead to must not go before every sidecar has heard of the routes; Istio does not say when
 * that is.
 */
const settleMs = 2000;

export function istioTraits(config: IstioConfig): RouterTraits {
  return { precision: 'exact', candidateBehindService: config.mode === 'subsets' };
}

/** Divides traffic by the weights of a VirtualService. */
export function istioRouter(deps: { clusters: Clusters; clock?: Clock }, config: IstioConfig): Router {
  const { clusters, clock = systemClock } = deps;
  return {
    traits: istioTraits(config),
    check: (target) => checkIstio(clusters(target.cluster), config, target),
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const problem = await checkIstio(kube, config, context.target);
      if (problem) throw new KubeError('invalid', problem);
      if (await writeSubsets(kube, config, context)) await clock.sleep(settleMs);
      await writeRoutes(kube, config, context, 0, noteRoutes);
    },
    async shift(context, percent) {
      const kube = clusters(context.target.cluster);
      const noted = await holdsRoutes(kube, config, context);
      if (!noted && percent <= 0) return;
      if (!noted) throw replaced(routesRef(config, context.target));
      await writeSubsets(kube, config, context);
      await writeRoutes(kube, config, context, percent, mustBeNoted);
    },
    async share({ target }) {
      const object = await clusters(target.cluster).get(routesRef(config, target));
      return object ? Math.max(0, ...sharesIn(object, config, target)) : 0;
    },
    async clean(context) {
      const kube = clusters(context.target.cluster);
      const restored = await cleanRoutes(kube, config, context);
      const rule = ruleRef(config, context.target);
      if (!rule) return;
      if (restored) await clock.sleep(settleMs);
      await cleanSubsets(kube, rule, context);
    },
    leftovers: (context) => findLeftovers(clusters(context.target.cluster), config, context),
  };
}

function routesRef({ apiVersion, virtualService }: IstioConfig, { namespace }: Target): ObjectRef {
  return { apiVersion, kind: 'VirtualService', namespace, name: virtualService };
}

/** Null where hosts tell the tracks apart. */
function ruleRef({ apiVersion, mode, destinationRule }: IstioConfig, { namespace }: Target): ObjectRef | null {
  if (mode !== 'subsets' || destinationRule === undefined) return null;
  return { apiVersion, kind: 'DestinationRule', namespace, name: destinationRule };
}

type Note = (object: KubeObject, config: IstioConfig, target: Target) => KubeObject;

/** Keeps an older note: it tells of the time before the first write. */
const noteRoutes: Note = (object, config, target) => {
  if (readUndo(object, routeUndoSchema)) return object;
  const tracks = tracksOf(config, target);
  const routes = httpRoutes(object).flatMap((route, index) => {
    if (!isManaged(route, tracks, config.routes)) return [];
    const weight = route.route?.find(tracks.isStable)?.weight ?? null;
    return [{ index, ...(route.name === undefined ? {} : { name: route.name }), weight }];
  });
  return withUndo(object, { format: 1, routes, owners: ownersOf(object, routesPath) });
};

/**
 * A shift on an object without the note would leave nothing to go back by. It is also how a worker that slept through
 * the end of its release is stopped: the note is gone with the marks.
 */
const mustBeNoted: Note = (object) => {
  if (readUndo(object, routeUndoSchema)) return object;
  throw replaced({ ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name });
};

function replaced({ kind, namespace, name }: ObjectRef): KubeError {
  const said = `${kind} ${namespace}/${name} no longer carries what Sluice noted on it: it was removed or replaced`;
  return new KubeError('invalid', `${said} while the release was running`);
}

async function writeRoutes(
  kube: Kube,
  config: IstioConfig,
  { target, fence }: RouteContext,
  percent: number,
  note: Note,
): Promise<void> {
  const ref = routesRef(config, target);
  const tracks = tracksOf(config, target);
  const written = await fencedWrite(kube, ref, fence, (object) => {
    const noted = note(object, config, target);
    const http = httpRoutes(noted).map((route) =>
      isManaged(route, tracks, config.routes) ? divide(route, tracks, percent) : route,
    );
    return withRoutes(noted, http);
  });
  if (!written && percent > 0) throw missing(ref);
}

/** True when something was written. Stable's hash may have changed since the last time: stable is rolled at the end. */
async function writeSubsets(kube: Kube, config: IstioConfig, { target, fence }: RouteContext): Promise<boolean> {
  const ref = ruleRef(config, target);
  if (!ref) return false;
  const hash = await stableHash(kube, target);
  const before = await kube.get(ref);
  const after = await fencedWrite(kube, ref, fence, (object) => {
    const had = ruleSpec(object).subsets !== undefined;
    const noted = readUndo(object, subsetUndoSchema)
      ? object
      : withUndo(object, { format: 1, had, owners: ownersOf(object, subsetsPath) });
    return withSubsets(noted, hash);
  });
  if (!after) throw missing(ref);
  return after.metadata.resourceVersion !== before?.metadata.resourceVersion;
}

function missing(ref: ObjectRef): KubeError {
  return new KubeError('not-found', `${ref.kind} ${ref.namespace}/${ref.name} does not exist`);
}

/** Whether the routes are prepared for this release. Throws where another release has traffic on its candidate here. */
async function holdsRoutes(kube: Kube, config: IstioConfig, { target, fence }: RouteContext): Promise<boolean> {
  const object = await kube.get(routesRef(config, target));
  if (!object) return false;
  if (isMarked(object, fence)) return hasUndo(object);
  if (sharesIn(object, config, target).some((share) => share > 0)) assertMayWrite(object, fence);
  return false;
}

function sharesIn(object: KubeObject, config: IstioConfig, target: Target): number[] {
  const tracks = tracksOf(config, target);
  const managed = httpRoutes(object).filter((route) => isManaged(route, tracks, config.routes));
  return managed.map((route) => shareOf(route, tracks));
}

function cleanRoutes(kube: Kube, config: IstioConfig, { target, fence }: RouteContext): Promise<boolean> {
  const tracks = tracksOf(config, target);
  return putBack(kube, routesRef(config, target), fence, {
    path: routesPath,
    owners: (object) => readUndo(object, routeUndoSchema)?.owners ?? [],
    restore(object) {
      const undo = readUndo(object, routeUndoSchema);
      const http = httpRoutes(object).map((route, index) => {
        if (!isManaged(route, tracks, config.routes)) return route;
        // Routes may have been moved or added since: the name counts before the place.
        const noted = undo?.routes.find((each) =>
          each.name === undefined ? route.name === undefined && each.index === index : each.name === route.name,
        );
        return undivide(route, tracks, noted?.weight ?? null);
      });
      return withRoutes(object, http);
    },
  });
}

function cleanSubsets(kube: Kube, ref: ObjectRef, { fence }: RouteContext): Promise<boolean> {
  return putBack(kube, ref, fence, {
    path: subsetsPath,
    owners: (object) => readUndo(object, subsetUndoSchema)?.owners ?? [],
    restore: (object) => withoutSubsets(object, readUndo(object, subsetUndoSchema)?.had ?? false),
  });
}

async function findLeftovers(kube: Kube, config: IstioConfig, { target, fence }: RouteContext): Promise<string[]> {
  const tracks = tracksOf(config, target);
  const routes = await kube.get(routesRef(config, target));
  const rule = ruleRef(config, target);
  const subsets = rule && (await kube.get(rule));
  const isTheirs = (object: KubeObject) => (readFence(object)?.release ?? fence.release) !== fence.release;
  const divided =
    routes && !isTheirs(routes)
      ? httpRoutes(routes).filter(
          (route) => isManaged(route, tracks, config.routes) && route.route?.some(tracks.isCandidate),
        )
      : [];
  return [
    ...divided.map((route) => `candidate in route ${route.name ?? ''} of VirtualService ${config.virtualService}`),
    ...(routes ? marksOn(routes, fence) : []),
    ...(subsets && !isTheirs(subsets) && ruleSpec(subsets).subsets?.some(isOurSubset)
      ? [`subsets in DestinationRule ${subsets.metadata.name}`]
      : []),
    ...(subsets ? marksOn(subsets, fence) : []),
  ];
}
