import { z } from 'zod';
import { annotations } from '../domain/names.ts';
import { ForeignFence, fencedWrite, isHeldBy } from '../platform/kube/fence.ts';
import { type FieldPath, handBack, type Owner, ownerSchema, ownersOf } from '../platform/kube/ownership.ts';
import type { KubeObject } from '../platform/kube.ts';
import { deploymentRef, deploymentSchema, imageOf } from './deployment.ts';
import type { StepContext } from './step.ts';

const noteSchema = z.object({
  image: z.array(ownerSchema),
  replicas: z.array(ownerSchema),
  /** What stable was, for the day when only the cluster is left. Notes of older versions lack it. */
  was: z.object({ image: z.string(), replicas: z.number() }).optional(),
});

/** Fields of the user's Deployment that a release writes. */
function paths(container: string): Record<'image' | 'replicas', FieldPath> {
  const image = ['f:spec', 'f:template', 'f:spec', 'f:containers', `k:{"name":"${container}"}`, 'f:image'];
  return { image, replicas: ['f:spec', 'f:replicas'] };
}

/** Changes the user's Deployment under the fence, and notes at the first change who owned the fields before. */
export async function writeStable(context: StepContext, change: (object: KubeObject) => KubeObject): Promise<void> {
  const { kube, target, fence } = context;
  const ref = deploymentRef(target, target.workload.name);
  await fencedWrite(kube, ref, fence, (object) => withNote(context, change(object), object));
}

/**
 * Puts this worker's mark on stable and changes nothing else. Whoever goes back must shut out a forward write that an
 * earlier worker has still on its way before it believes what it reads. Gives stable as it is then; null where it is gone.
 */
export function claimStable({ kube, target, fence }: StepContext): Promise<KubeObject | null> {
  return fencedWrite(kube, deploymentRef(target, target.workload.name), fence, () => null);
}

/** Keeps a note that is there only where this release has written the object before: any other is not its own. */
function withNote({ fence, target }: StepContext, changed: KubeObject, before: KubeObject): KubeObject {
  if (isHeldBy(before, fence) && before.metadata.annotations?.[annotations.undo]) return changed;
  const { container } = target.workload;
  const { image, replicas } = paths(container);
  const stable = deploymentSchema.parse(before);
  const was = { image: imageOf(stable, container) ?? '', replicas: stable.spec.replicas };
  const note = JSON.stringify({ image: ownersOf(before, image), replicas: ownersOf(before, replicas), was });
  const metadata = { ...changed.metadata, annotations: { ...changed.metadata.annotations, [annotations.undo]: note } };
  return { ...changed, metadata };
}

/**
 * Takes our marks off stable and gives the fields back to those who owned them, so that the user's next apply meets no
 * conflict with Sluice. Another release's mark is none of ours.
 */
export async function unmarkStable({ kube, target, fence }: StepContext): Promise<void> {
  try {
    await fencedWrite(
      kube,
      deploymentRef(target, target.workload.name),
      fence,
      (object) => unmarked(object, target.workload.container),
      { mark: 'lift' },
    );
  } catch (error) {
    if (!(error instanceof ForeignFence)) throw error;
  }
}

function unmarked(object: KubeObject, container: string): KubeObject | null {
  const { [annotations.undo]: text, ...kept } = object.metadata.annotations ?? {};
  if (text === undefined) return null;
  const { image, replicas } = readNote(text);
  const path = paths(container);
  const bare = { ...object, metadata: { ...object.metadata, annotations: kept } };
  return handBack(handBack(bare, path.image, image), path.replicas, replicas);
}

function readNote(text: string): { image: Owner[]; replicas: Owner[] } {
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    // A note that somebody edited: ownership cannot be given back, the marks go all the same.
    return { image: [], replicas: [] };
  }
}
