import { type Fence, fencedWrite, readFence } from '../../../platform/kube/fence.ts';
import { type FieldPath, handBack, type Owner, ownsAnything } from '../../../platform/kube/ownership.ts';
import type { Kube, KubeObject, ObjectRef } from '../../../platform/kube.ts';
import { hasUndo, withoutUndo } from './undo.ts';

/** Whether there is anything of this release on the object. Another release's object is not ours to touch. */
export function isMarked(object: KubeObject, fence: Fence): boolean {
  const found = readFence(object);
  return found === null ? hasUndo(object) : found.release === fence.release;
}

export interface Restoration {
  path: FieldPath;
  /** The object with the user's values; the same object where they are there already. */
  restore(object: KubeObject): KubeObject;
  owners(object: KubeObject): Owner[];
}

/**
 * Puts an object back in two writes: first the values, then the marks and the ownership of the field (see `handBack`
 * for why these cannot go together). The note of what was before goes with the second, so that a crash between the two
 * is made good by doing it again. Nothing is written where nothing is ours.
 */
export async function putBack(kube: Kube, ref: ObjectRef, fence: Fence, restoration: Restoration): Promise<boolean> {
  const object = await kube.get(ref);
  if (!object || !isMarked(object, fence)) return false;
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
export function marksOn(object: KubeObject, fence: Fence): string[] {
  if (!isMarked(object, fence)) return [];
  const name = `${object.kind} ${object.metadata.name}`;
  return [
    ...(readFence(object) ? [`fence on ${name}`] : []),
    ...(hasUndo(object) ? [`note on ${name}`] : []),
    ...(ownsAnything(object) ? [`field ownership on ${name}`] : []),
  ];
}
