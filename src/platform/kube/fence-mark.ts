import { annotations } from '../../domain/names.ts';
import type { KubeObject } from '../kube.ts';
import type { Seals } from './seal.ts';

/** Who wrote an object: the mark on it. The token grows each time a worker claims the release. */
export interface FenceMark {
  release: string;
  fencingToken: number;
}

/** As much of an object as can carry a mark. */
export interface Annotated {
  metadata: { annotations?: Record<string, string> | undefined };
}

/** Who writes. */
export interface Fence extends FenceMark {
  /** The number of the train that the release is part of; absent where it is part of none. */
  train?: number;
  /**
   * Asks whether this worker is still the last that took the release up, and the release not over. Throws `StaleWriter`
   * where it is not, `Unconfirmed` where that cannot be learnt.
   */
  confirm(): Promise<void>;
  /** Of the cluster that is written to. */
  seals: Seals;
  /** The release takes back what it did: only a mark under a seal keeps it from an object. */
  goesBack: boolean;
  /**
   * Whether another release may have left its mark on the object without a seal, as older versions do: it is live, and its
   * plan writes this very object. Throws `Unconfirmed` where that cannot be learnt.
   */
  mayHold(release: string, object: KubeObject): Promise<boolean>;
  /** Called before each try to write over a mark that Sluice has not made. Must not throw. */
  passedOver(object: KubeObject): void;
}

/** A later worker has taken this release up: whoever catches this must stop and touch nothing more. */
export class StaleWriter extends Error {
  override name = 'StaleWriter';
  readonly retryable = false;
  /** The release has ended: nobody comes after this worker who would put its writes right. */
  readonly over: boolean;

  constructor(message: string, over = false) {
    super(message);
    this.over = over;
  }
}

/** Nobody could say whether this worker may still write, so nothing was written. Trying again helps. */
export class Unconfirmed extends Error {
  override name = 'Unconfirmed';
  readonly retryable = true;
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
export function formatFence(fence: FenceMark): string {
  return `${fence.release}/${fence.fencingToken}`;
}

/** The fence on an object, or null where there is none. One that cannot be read is none of Sluice's, and counts as none. */
export function readFence(object: Annotated): FenceMark | null {
  const match = /^(\S{1,63})\/(\d{1,15})$/.exec(object.metadata.annotations?.[annotations.fence] ?? '');
  return match ? { release: match[1] ?? '', fencingToken: Number(match[2]) } : null;
}

/** Whether the release of this writer, with whichever token, has written the object. */
export function isHeldBy(object: KubeObject, fence: FenceMark): boolean {
  return readFence(object)?.release === fence.release;
}

/** Whose mark is on an object. `unsealed`: another release's by its text, and Sluice has not sealed it there. */
type Holder = 'nobody' | 'us' | 'another' | 'unsealed';

export function holderOf(object: KubeObject, { release, seals }: Fence): Holder {
  const found = readFence(object);
  if (found === null) return 'nobody';
  if (found.release === release) return 'us';
  return seals.holds(object) ? 'another' : 'unsealed';
}

/** Another release has the object: by a seal, or as an older version that runs a live release leaves it. */
export async function isAnothers(object: KubeObject, fence: Fence): Promise<boolean> {
  switch (holderOf(object, fence)) {
    case 'nobody':
    case 'us':
      return false;
    case 'another':
      return true;
    case 'unsealed':
      return fence.mayHold(readFence(object)?.release ?? '', object);
  }
}

/** Whether the object's fence says what neither Sluice has written there nor an older version of it. */
export function isStrange(object: KubeObject, fence: Fence): boolean {
  if (object.metadata.annotations?.[annotations.fence] === undefined || fence.seals.holds(object)) return false;
  const found = readFence(object);
  return found?.release !== fence.release || found.fencingToken > fence.fencingToken;
}

/**
 * Throws `StaleWriter` or `ForeignFence` where this writer may not write the object. A mark counts only under a seal:
 * anybody can write one, and the release would wait for its worker for ever. What a worker of an older version has
 * written, which seals nothing, is guarded by `confirm` alone within a release; between releases it counts while the
 * other one lives, but not against a release that goes back.
 */
export async function assertMayWrite(object: KubeObject, fence: Fence): Promise<void> {
  const found = readFence(object);
  if (found === null) return;
  const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  switch (holderOf(object, fence)) {
    case 'nobody':
      return;
    case 'us':
      if (found.fencingToken <= fence.fencingToken || !fence.seals.holds(object)) return;
      throw new StaleWriter(
        `${name} was written by a later worker of this release (${found.fencingToken} > ${fence.fencingToken})`,
      );
    case 'unsealed':
      if (fence.goesBack || !(await fence.mayHold(found.release, object))) return;
      throw foreign(name, found.release);
    case 'another':
      throw foreign(name, found.release);
  }
}

function foreign(name: string, release: string): ForeignFence {
  const remedy = `or remove its annotation ${annotations.fence} if it is long gone`;
  return new ForeignFence(
    `${name} is held by release ${release}: finish or roll back that release first, ${remedy}`,
    release,
  );
}
