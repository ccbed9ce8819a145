import { candidateService } from '../../../domain/names.ts';
import { byWeight, leadsAnything, type Route, stickyOf } from '../../../domain/route.ts';
import { assertMayWrite, fencedWrite, holderOf, isHeldBy, readFence } from '../../../platform/kube/fence.ts';
import { ownersOf } from '../../../platform/kube/ownership.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import type { RouteContext } from '../router.ts';
import { applied, candidateRules, isLedBeside, isReached, largestShare, notedRules, restored } from './apply.ts';
import { isMarked, putBack } from './marks.ts';
import { missing, replaced } from './refs.ts';
import type { RouteTable } from './table.ts';
import { hasUndo, readUndo, routeUndoSchema, withUndo } from './undo.ts';

type Note = (object: KubeObject) => KubeObject;

/** The candidate is in the rules with nothing yet, and what was before is noted. Throws as `fencedWrite` does. */
export function prepareTable<R>(kube: Kube, table: RouteTable<R>, context: RouteContext): Promise<void> {
  return writeTable(kube, table, context, { route: byWeight(0), note: (object) => noted(table, object, context) });
}

/**
 * The candidate gets of each divided rule what the route says. Throws as `fencedWrite` does, and a `KubeError` where it
 * would get more than it has and the object is gone or is not the one that was prepared.
 * @param read the object as it has just been read
 */
export function shiftTable<R>(
  kube: Kube,
  table: RouteTable<R>,
  context: RouteContext,
  { route, read }: { route: Route; read: KubeObject },
): Promise<void> {
  const note: Note = (object) => (takesBack(table, object, route) ? object : mustBeNoted(object));
  return writeTable(kube, table, context, { route, note, read });
}

/**
 * Whether the candidate has more than the route gives it, and nothing that it has not. To take that back needs no note of
 * what was before: somebody may have written the rules without it, and while the traffic stays, the release cannot go back.
 */
function takesBack<R>(table: RouteTable<R>, object: KubeObject, route: Route): boolean {
  if (route.kind !== 'weight' || stickyOf(route)) return false;
  const share = largestShare(table, object);
  return share > route.percent || (share === route.percent && isLedBeside(table, object));
}

/** Keeps an older note where the rules have been written since: it tells of the time before the first write. */
function noted<R>(table: RouteTable<R>, object: KubeObject, { fence }: RouteContext): KubeObject {
  const written = isHeldBy(object, fence) || leadsToCandidate(table, object);
  if (written && readUndo(object, routeUndoSchema)) return object;
  return withUndo(object, { format: 1, routes: notedRules(table, object), owners: ownersOf(object, table.path) });
}

/**
 * A shift on an object without the note would leave nothing to go back by. It is also how a worker that slept through
 * the end of its release is stopped: the note is gone with the marks.
 */
const mustBeNoted: Note = (object) => {
  if (readUndo(object, routeUndoSchema)) return object;
  throw replaced({ ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name });
};

async function writeTable<R>(
  kube: Kube,
  table: RouteTable<R>,
  { fence }: RouteContext,
  { route, note, read }: { route: Route; note: Note; read?: KubeObject },
): Promise<void> {
  const mutate = (object: KubeObject) => applied(table, note(object), route, fence.release);
  const written = await fencedWrite(kube, table.ref, fence, mutate, read ? { read } : {});
  if (!written && leadsAnything(route)) throw missing(table.ref);
}

/**
 * Whether the rules are prepared for this release, or can be taken back to the route all the same. Throws where another
 * release has traffic on its candidate here.
 */
export async function holdsTable<R>(
  table: RouteTable<R>,
  object: KubeObject,
  context: RouteContext,
  route: Route,
): Promise<boolean> {
  const marked = await isMarked(object, context, leadsToCandidate(table, object));
  if (marked && hasUndo(object)) return true;
  if (isReached(table, object)) await assertMayWrite(object, context.fence);
  return takesBack(table, object, route);
}

/**
 * Words where the candidate's name has traffic already under a mark that another release has not sealed: an older version
 * has left it, and to take its traffic is for a person to decide. Null where all is free.
 */
export async function leftInUse<R>(kube: Kube, table: RouteTable<R>, context: RouteContext): Promise<string | null> {
  const { target, fence } = context;
  const object = await kube.get(table.ref);
  if (!object || holderOf(object, fence) !== 'unsealed' || !isReached(table, object)) return null;
  const share = largestShare(table, object);
  const given = share > 0 ? `gives ${Math.round(share)} %` : 'leads some requests';
  const whose = `release ${readFence(object)?.release}, which Sluice has not sealed`;
  return `${table.ref.kind} ${table.ref.name} ${given} to ${candidateService(target)} under a mark of ${whose}: put it back by hand first`;
}

/** Whether the candidate is in any rule, be it with nothing. */
export function leadsToCandidate<R>(table: RouteTable<R>, object: KubeObject): boolean {
  return candidateRules(table, object).length > 0;
}

/** The rules are as the user had them. False where nothing was ours. Throws as `fencedWrite` does. */
export function cleanTable<R>(kube: Kube, table: RouteTable<R>, context: RouteContext): Promise<boolean> {
  return putBack(kube, table.ref, context, {
    path: table.path,
    owners: (object) => readUndo(object, routeUndoSchema)?.owners ?? [],
    leads: (object) => leadsToCandidate(table, object),
    restore: (object) => restored(table, object, readUndo(object, routeUndoSchema)),
  });
}
