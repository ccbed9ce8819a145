import { annotations } from '../../domain/names.ts';
import type { KubeObject } from '../kube.ts';

/** Who wrote an object: the mark on it. The epoch grows each time a worker takes the release up. */
export interface FenceMark {
  release: string;
  epoch: number;
}

/** As much of an object as can carry a mark. */
export interface Annotated {
  metadata: { annotations?: Record<string, string> | undefined };
}

/** Who writes. */
export interface Fence extends FenceMark {
  /**
   * Asks whether this worker is still the last that took the release up, and the release not over. Throws `StaleWriter`
   * where it is not, `Unconfirmed` where that cannot be learnt.
   */
  confirm(): Promise<void>;
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
  return `${fence.release}/${fence.epoch}`;
}

/** The fence on an object, or null where there is none. An unreadable one counts as that of a release of this text. */
export function readFence(object: Annotated): FenceMark | null {
  const text = object.metadata.annotations?.[annotations.fence];
  if (text === undefined) return null;
  const match = /^(.*)\/(\d{1,15})$/.exec(text);
  return match ? { release: match[1] ?? '', epoch: Number(match[2]) } : { release: text, epoch: 0 };
}

/** Throws `StaleWriter` or `ForeignFence` where this writer may not write the object. */
export function assertMayWrite(object: KubeObject, fence: FenceMark): void {
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
