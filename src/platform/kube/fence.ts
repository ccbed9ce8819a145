import { canonicalJson } from '../../domain/json.ts';
import { annotations } from '../../domain/names.ts';
import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../kube.ts';

/** Who writes. The epoch grows each time a worker takes the release up. */
export interface Fence {
  release: string;
  epoch: number;
}

/** A later worker has taken this release up: whoever catches this must stop and touch nothing more. */
export class StaleWriter extends Error {
  override name = 'StaleWriter';
  readonly retryable = false;
}

/** Another release's mark is on the object: it runs, or left something behind. */
export class ForeignFence extends Error {
  override name = 'ForeignFence';
  readonly retryable = false;
  /** The release whose mark it is. */
  readonly release: string;

  constructor(message: string, release: string) {
    super(message);
    this.release = release;
  }
}

/** `<release id>/<epoch>`. */
export function formatFence(fence: Fence): string {
  return `${fence.release}/${fence.epoch}`;
}

/** The fence on an object, or null where there is none. An unreadable one counts as that of a release of this text. */
export function readFence(object: KubeObject): Fence | null {
  const text = object.metadata.annotations?.[annotations.fence];
  if (text === undefined) return null;
  const match = /^(.*)\/(\d{1,15})$/.exec(text);
  return match ? { release: match[1] ?? '', epoch: Number(match[2]) } : { release: text, epoch: 0 };
}

/** Throws `StaleWriter` or `ForeignFence` where this writer may not write the object. */
export function assertMayWrite(object: KubeObject, fence: Fence): void {
  const found = readFence(object);
  if (found === null) return;
  const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  if (found.release !== fence.release) {
    throw new ForeignFence(
      `${name} is held by release ${found.release}: finish or roll back that release first, ` +
        `or remove its annotation ${annotations.fence} if it is long gone`,
      found.release,
    );
  }
  if (found.epoch > fence.epoch) {
    throw new StaleWriter(`${name} was written by a later worker of this release (${found.epoch} > ${fence.epoch})`);
  }
}

/** What a mutation wants: the object as it shall be (may be a changed copy), or null to leave it as it is. */
export type Mutate = (object: KubeObject) => KubeObject | null;

export interface FencedOptions {
  /** `put` (default) leaves this writer's mark on the object, `lift` takes the mark away: the last write of all. */
  mark?: 'put' | 'lift';
  /** Tries after a conflict, the first included; 5 by default. */
  attempts?: number;
}

/**
 * Reads, checks the fence, changes and writes an object, on condition that nobody wrote it in between; after a
 * conflict the whole is done again on what is there now. Writes nothing where nothing would change. A PUT of the
 * object as it was read, so fields that Sluice does not know are kept.
 *
 * The mark is brought up to the writer's epoch even when `mutate` changes nothing: a later worker that finds the work
 * done must shut out the earlier one all the same.
 *
 * Gives the object as it is now, or null where it does not exist. Throws `StaleWriter`, `ForeignFence`, `KubeError`.
 */
export async function fencedWrite(
  kube: Kube,
  ref: ObjectRef,
  fence: Fence,
  mutate: Mutate,
  options: FencedOptions = {},
): Promise<KubeObject | null> {
  const { mark = 'put', attempts = 5 } = options;
  let held = false;
  for (let attempt = 1; ; attempt += 1) {
    const current = await kube.get(ref);
    if (current === null) return null;
    assertMayWrite(current, fence);
    const found = readFence(current);
    // The release ended between our read and our write: nobody may write for it any more.
    if (held && !found) throw new StaleWriter(`${ref.kind} ${ref.namespace}/${ref.name} was given back meanwhile`);
    held = found !== null;
    // Copies on both sides: a mutation may work in place, and the comparison needs the original.
    const wanted = withMark(mutate(structuredClone(current)) ?? structuredClone(current), fence, mark);
    if (same(current, wanted)) return current;
    wanted.metadata.resourceVersion = current.metadata.resourceVersion ?? '';
    try {
      return await kube.replace(wanted);
    } catch (error) {
      if (!(error instanceof KubeError) || attempt >= attempts) throw error;
      if (error.kind === 'not-found') return null;
      if (error.kind !== 'conflict') throw error;
    }
  }
}

function withMark(object: KubeObject, fence: Fence, mark: 'put' | 'lift'): KubeObject {
  const { [annotations.fence]: _, ...rest } = object.metadata.annotations ?? {};
  const kept = mark === 'put' ? { ...rest, [annotations.fence]: formatFence(fence) } : rest;
  const { annotations: _old, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(kept).length > 0 ? { ...metadata, annotations: kept } : metadata };
}

/** Compares as JSON, whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
