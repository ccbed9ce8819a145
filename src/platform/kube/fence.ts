import { canonicalJson } from '../../domain/json.ts';
import { annotations } from '../../domain/names.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../kube.ts';
import { checkedWrite, refTo } from './checked-write.ts';
import { assertMayWrite, type Fence, formatFence, isHeldBy, isStrange, StaleWriter } from './fence-mark.ts';

export {
  type Annotated,
  assertMayWrite,
  type Fence,
  ForeignFence,
  holderOf,
  isAnothers,
  isHeldBy,
  readFence,
  StaleWriter,
  Unconfirmed,
} from './fence-mark.ts';

/** What a mutation wants: the object as it shall be (may be a changed copy), or null to leave it as it is. */
export type Mutate = (object: KubeObject) => KubeObject | null;

export interface FencedOptions {
  /** `put` (default) leaves this writer's mark on the object, `lift` takes the mark away: the last write of all. */
  mark?: 'put' | 'lift';
  /** Tries after a conflict, the first included; 5 by default. */
  attempts?: number;
  /**
   * The object as the caller has just read it: the first try goes by that instead of a read of its own. That there is
   * nothing to change is never taken from it.
   */
  read?: KubeObject;
}

/**
 * Reads, checks the fence, changes and writes an object, on condition that nobody wrote it in between; after a
 * conflict the whole is done again on what is there now. Writes nothing where nothing would change. A PUT of the
 * object as it was read, so fields that Sluice does not know are kept.
 *
 * The mark is brought up to the writer's token even when `mutate` changes nothing: a later worker that finds the work
 * done must shut out the earlier one all the same.
 *
 * A worker may have been frozen for minutes at any point in here. What stops it when it wakes up: before the read, the
 * mark that it reads and `confirm`; between read and write, the resourceVersion of the read, which a later worker changes
 * with each of its writes, the lifting of the mark included. Only an object that nobody of this release wrote is not
 * guarded in this way: see `checkedWrite`.
 *
 * A mark that Sluice has not made stops nothing: it is told and written over.
 *
 * Gives the object as it is now, or null where it does not exist. Throws `StaleWriter`, `ForeignFence`, `Unconfirmed`,
 * `KubeError`.
 */
export async function fencedWrite(
  kube: Kube,
  ref: ObjectRef,
  fence: Fence,
  mutate: Mutate,
  options: FencedOptions = {},
): Promise<KubeObject | null> {
  const { mark = 'put', attempts = 5, read } = options;
  let held = false;
  for (let attempt = 1; ; attempt += 1) {
    const current = attempt === 1 && read ? read : await kube.get(ref);
    if (current === null) return null;
    await assertMayWrite(current, fence);
    // The release ended between our read and our write: nobody may write for it any more.
    if (held && isBare(current))
      throw new StaleWriter(`${ref.kind} ${ref.namespace}/${ref.name} was given back meanwhile`);
    held = isHeldBy(current, fence);
    // Copies on both sides: a mutation may work in place, and the comparison needs the original.
    const wanted = withMark(mutate(structuredClone(current)) ?? structuredClone(current), fence, mark);
    if (same(current, wanted)) {
      if (current !== read) return current;
      // No write tells whether the caller's read still holds: only a read of our own does.
      continue;
    }
    if (isStrange(current, fence)) fence.passedOver(current);
    wanted.metadata.resourceVersion = current.metadata.resourceVersion ?? '';
    try {
      return await replaceFenced(kube, current, wanted, fence);
    } catch (error) {
      if (!(error instanceof KubeError) || attempt >= attempts) throw error;
      if (error.kind === 'not-found') return null;
      if (error.kind !== 'conflict') throw error;
    }
  }
}

/** An object with our mark guards itself by its resourceVersion; the first write of all is looked at again afterwards. */
async function replaceFenced(kube: Kube, current: KubeObject, wanted: KubeObject, fence: Fence): Promise<KubeObject> {
  if (isHeldBy(current, fence)) {
    await fence.confirm();
    return kube.replace(wanted);
  }
  return checkedWrite(kube, wanted, fence, {
    write: () => kube.replace(wanted),
    takeBack: ({ metadata: { resourceVersion = '' } }) =>
      kube.replace({ ...current, metadata: { ...current.metadata, resourceVersion } }),
  });
}

/**
 * Creates an object that carries this writer's mark. A creation has no resourceVersion that could guard it: where the
 * release turns out to be over, what was made is removed again. Throws as `fencedWrite` does; `conflict` where it exists.
 */
export function fencedCreate(kube: Kube, object: KubeObject, fence: Fence): Promise<KubeObject> {
  const marked = withMark(object, fence, 'put');
  return checkedWrite(kube, marked, fence, {
    write: () => kube.create(marked),
    takeBack: ({ metadata: { uid } }) => kube.remove(refTo(marked), uid ? { uid } : {}),
  });
}

function withMark(object: KubeObject, fence: Fence, mark: 'put' | 'lift'): KubeObject {
  const { [annotations.fence]: _, [annotations.train]: _train, ...rest } = object.metadata.annotations ?? {};
  const kept = mark === 'put' ? { ...rest, ...marksOf(fence) } : rest;
  const { annotations: _old, ...metadata } = object.metadata;
  const marked = { ...object, metadata: Object.keys(kept).length > 0 ? { ...metadata, annotations: kept } : metadata };
  return fence.seals.sealed(marked);
}

function marksOf(fence: Fence): Record<string, string> {
  const train = fence.train === undefined ? {} : { [annotations.train]: `${fence.train}` };
  return { [annotations.fence]: formatFence(fence), ...train };
}

function isBare({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[annotations.fence] === undefined;
}

/** Compares as JSON, whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
