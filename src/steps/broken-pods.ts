import { podKind } from '../workloads/objects/refs.ts';
import { kindOf } from '../workloads/of-target.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepContext } from './step.ts';

/**
 * Going back, once the old template is there again: some controllers wait for a pod of the withdrawn version to become ready
 * before they replace it, which a broken one never does. Those are deleted, and none that serves anybody. Each by its id: its
 * successor may have its name.
 * @returns how many were deleted
 */
export async function removeBroken({ kube, target, plan }: StepContext, stable: Workload): Promise<number> {
  const kind = kindOf(target);
  if (!kind.waitsForBroken(stable.object)) return 0;
  const { namespace } = target;
  const pods = await kind.pods(kube, stable, target.workload.container);
  const broken = pods.filter(({ image, ready, leaving }) => !ready && !leaving && isNewImage(stable, plan, image));
  const removed = broken.map(({ pod: { metadata } }) => {
    const uid = metadata.uid === undefined ? {} : { uid: metadata.uid };
    return kube.remove({ ...podKind, namespace, name: metadata.name }, { ...uid, propagation: 'Background' });
  });
  return (await Promise.all(removed)).filter(Boolean).length;
}
