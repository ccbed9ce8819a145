import type { Kube, KubeObject, ObjectRef } from '../kube.ts';
import { type Fence, formatFence, readFence, StaleWriter } from './fence-mark.ts';

export interface Checked {
  write(): Promise<KubeObject>;
  /** @param found the object with this writer's mark as it is now */
  takeBack(found: KubeObject): Promise<unknown>;
}

/**
 * A write that nothing on the object guards: a creation, or the first write of an object that carries no mark. A worker
 * that is frozen between the question and the request would do it although its release is over, so it is asked again
 * afterwards, also where the answer was lost, and what was written is taken back.
 *
 * Only where the release is over: while it lives, its present worker builds on what it finds, and its own cleaning
 * counts everything that carries the release's label or mark.
 */
export async function checkedWrite(
  kube: Kube,
  object: KubeObject,
  fence: Fence,
  { write, takeBack }: Checked,
): Promise<KubeObject> {
  await fence.confirm();
  const [result] = await Promise.allSettled([write()]);
  try {
    await fence.confirm();
  } catch (error) {
    if (error instanceof StaleWriter && error.over) {
      const found = await kube.get(refTo(object));
      const mark = found && readFence(found);
      if (found && mark && formatFence(mark) === formatFence(fence)) await takeBack(found);
    }
    throw error;
  }
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

export function refTo({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}
