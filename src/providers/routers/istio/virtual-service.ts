import { candidateService } from '../../../domain/names.ts';
import type { Target } from '../../../domain/target.ts';
import { assertMayWrite, fencedWrite, holderOf, isHeldBy, readFence } from '../../../platform/kube/fence.ts';
import { ownersOf } from '../../../platform/kube/ownership.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import { type IstioConfig, routesRef } from '../kinds/istio.ts';
import type { RouteContext } from '../router.ts';
import { isMarked, putBack } from './marks.ts';
import { missing, replaced } from './refs.ts';
import { divide, type HttpRoute, httpRoutes, isManaged, shareOf, undivide, withRoutes } from './routes.ts';
import { tracksOf } from './tracks.ts';
import { hasUndo, readUndo, routeUndoSchema, withUndo } from './undo.ts';

const routesPath = ['f:spec', 'f:http'];

/** The candidate is in the routes with nothing yet, and what was before is noted. Throws as `fencedWrite` does. */
export function prepareRoutes(kube: Kube, config: IstioConfig, context: RouteContext): Promise<void> {
  return writeRoutes(kube, config, context, 0, noteRoutes);
}

/**
 * The candidate gets `percent` (0 to 100) of each divided route. Throws as `fencedWrite` does, and a `KubeError` where it
 * would get more than it has and the object is gone or is not the one that was prepared.
 * @param read the routes as they have just been read
 */
export function shiftRoutes(
  kube: Kube,
  config: IstioConfig,
  context: RouteContext,
  { percent, read }: { percent: number; read: KubeObject },
): Promise<void> {
  const note: Note = (object) => (takesBack(object, config, context.target, percent) ? object : mustBeNoted(object));
  return writeRoutes(kube, config, context, percent, note, read);
}

/**
 * Whether the candidate has more than `percent` here. To take that back needs no note of what was before: somebody may have
 * written the routes without it, and while the traffic stays, the release cannot go back.
 */
function takesBack(object: KubeObject, config: IstioConfig, target: Target, percent: number): boolean {
  return largestIn(object, config, target) > percent;
}

type Note = (object: KubeObject, config: IstioConfig, context: RouteContext) => KubeObject;

/** Keeps an older note where the routes have been written since: it tells of the time before the first write. */
const noteRoutes: Note = (object, config, { target, fence }) => {
  const written = isHeldBy(object, fence) || leadsToCandidate(object, config, target);
  if (written && readUndo(object, routeUndoSchema)) return object;
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
const mustBeNoted = (object: KubeObject): KubeObject => {
  if (readUndo(object, routeUndoSchema)) return object;
  throw replaced({ ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name });
};

async function writeRoutes(
  kube: Kube,
  config: IstioConfig,
  context: RouteContext,
  percent: number,
  note: Note,
  read?: KubeObject,
): Promise<void> {
  const { target, fence } = context;
  const ref = routesRef(config, target);
  const tracks = tracksOf(config, target);
  const mutate = (object: KubeObject) => {
    const noted = note(object, config, context);
    const http = httpRoutes(noted).map((route) =>
      isManaged(route, tracks, config.routes) ? divide(route, tracks, percent) : route,
    );
    return withRoutes(noted, http);
  };
  const written = await fencedWrite(kube, ref, fence, mutate, read ? { read } : {});
  if (!written && percent > 0) throw missing(ref);
}

/** The largest share (percent, 0 to 100) that the candidate has in any route; 0 where there is no such object. */
export async function largestShare(kube: Kube, config: IstioConfig, target: Target): Promise<number> {
  const object = await kube.get(routesRef(config, target));
  return object ? largestIn(object, config, target) : 0;
}

/**
 * Whether the routes are prepared for this release, or can be taken back to `percent` all the same. Throws where another
 * release has traffic on its candidate here.
 */
export async function holdsRoutes(
  object: KubeObject,
  config: IstioConfig,
  context: RouteContext,
  percent: number,
): Promise<boolean> {
  const { target, fence } = context;
  const marked = await isMarked(object, context, leadsToCandidate(object, config, target));
  if (marked && hasUndo(object)) return true;
  if (largestIn(object, config, target) > 0) await assertMayWrite(object, fence);
  return takesBack(object, config, target, percent);
}

/**
 * Words where the candidate's name has traffic already under a mark that another release has not sealed: an older version
 * has left it, and to take its traffic is for a person to decide. Null where all is free.
 */
export async function leftInUse(kube: Kube, config: IstioConfig, context: RouteContext): Promise<string | null> {
  const { target, fence } = context;
  const object = await kube.get(routesRef(config, target));
  if (!object || holderOf(object, fence) !== 'unsealed') return null;
  const share = largestIn(object, config, target);
  const whose = `release ${readFence(object)?.release}, which Sluice has not sealed`;
  return share === 0
    ? null
    : `VirtualService ${config.virtualService} gives ${Math.round(share)} % to ${candidateService(target)} under a mark of ${whose}: put it back by hand first`;
}

/** Whether the candidate is in any route, be it with nothing. */
export function leadsToCandidate(object: KubeObject, config: IstioConfig, target: Target): boolean {
  return candidateRoutes(object, config, target).length > 0;
}

/** The divided routes that know the candidate. */
export function candidateRoutes(object: KubeObject, config: IstioConfig, target: Target): HttpRoute[] {
  const tracks = tracksOf(config, target);
  return httpRoutes(object).filter(
    (route) => isManaged(route, tracks, config.routes) && route.route?.some(tracks.isCandidate),
  );
}

function largestIn(object: KubeObject, config: IstioConfig, target: Target): number {
  const tracks = tracksOf(config, target);
  const managed = httpRoutes(object).filter((route) => isManaged(route, tracks, config.routes));
  return Math.max(0, ...managed.map((route) => shareOf(route, tracks)));
}

/** The routes are as the user had them. False where nothing was ours. Throws as `fencedWrite` does. */
export function cleanRoutes(kube: Kube, config: IstioConfig, context: RouteContext): Promise<boolean> {
  const { target } = context;
  const tracks = tracksOf(config, target);
  return putBack(kube, routesRef(config, target), context, {
    path: routesPath,
    owners: (object) => readUndo(object, routeUndoSchema)?.owners ?? [],
    leads: (object) => leadsToCandidate(object, config, target),
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
