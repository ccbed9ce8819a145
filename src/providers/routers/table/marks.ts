import { fencedWrite, holderOf, isAnothers, readFence } from '../../../platform/kube/fence.ts';
import { type FieldPath, handBack, type Owner, ownsAnything } from '../../../platform/kube/ownership.ts';
import type { Kube, KubeObject, ObjectRef } from '../../../platform/kube.ts';
import type { RouteContext } from '../router.ts';
import { hasUndo, withoutUndo } from './undo.ts';

/**
 * Whether there is anything of this release on the object. Another release's object is not ours to touch.
 * @param leads the object leads to the candidate of this release, so that a note on it is its own
 */
export async function isMarked(
  object: KubeObject,
  { fence, routesWritten }: RouteContext,
  leads: boolean,
): Promise<boolean> {
  switch (holderOf(object, fence)) {
    case 'us':
      return true;
    case 'another':
      return false;
    case 'nobody':
      return hasUndo(object);
    case 'unsealed':
      return routesWritten && hasUndo(object) && (leads || !(await isAnothers(object, fence)));
  }
}

export interface Restoration {
  path: FieldPath;
  /** The object with the user's values; the same object where they are there already. */
  restore(object: KubeObject): KubeObject;
  owners(object: KubeObject): Owner[];
  /** As for `isMarked`. */
  leads(object: KubeObject): boolean;
}

/**
 * Puts an object back in two writes: first the values, then the marks and the ownership of the field (see `handBack`
 * for why these cannot go together). The note of what was before goes with the second, so that a crash between the two
 * is made good by doing it again. Nothing is written where nothing is ours.
 */
export async function putBack(
  kube: Kube,
  ref: ObjectRef,
  context: RouteContext,
  restoration: Restoration,
): Promise<boolean> {
  const { fence } = context;
  const object = await kube.get(ref);
  if (!object || !(await isMarked(object, context, restoration.leads(object)))) return false;
  await fencedWrite(kube, ref, fence, restoration.restore);
  await fencedWrite(
    kube,
    ref,
    fence,
    (current) => withoutUndo(handBack(restoration.restore(current), restoration.path, restoration.owners(current))),
    { mark: 'lift' },
  );
  return true;
}

/** What of ours is on the object, in words. */
export async function marksOn(object: KubeObject, context: RouteContext, leads: boolean): Promise<string[]> {
  if (!(await isMarked(object, context, leads))) return [];
  const name = `${object.kind} ${object.metadata.name}`;
  return [
    ...(readFence(object) ? [`fence on ${name}`] : []),
    ...(hasUndo(object) ? [`note on ${name}`] : []),
    ...(ownsAnything(object) ? [`field ownership on ${name}`] : []),
  ];
}
