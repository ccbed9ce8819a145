import { z } from 'zod';
import { readJson } from '../domain/json.ts';
import { annotations } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import { type Annotated, ForeignFence, fencedWrite, holderOf, readFence } from '../platform/kube/fence.ts';
import { handBack, ownerSchema, ownersOf, ownsField } from '../platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableRef } from '../workloads/of-target.ts';
import { Overtaken, otherwiseThanPlanned } from './as-planned.ts';
import { askedFor, asking } from './asked.ts';
import type { StepContext } from './step.ts';

const noteSchema = z.object({
  image: z.array(ownerSchema),
  replicas: z.array(ownerSchema),
  /** What stable was, for the day when only the cluster is left. Notes of older versions lack it. */
  was: z.object({ image: z.string(), replicas: z.number() }).optional(),
});

/**
 * Changes the user's workload under the fence, and notes at the first change who owned the fields before.
 * Throws `Overtaken`, and writes nothing, where the release goes forward and has not written it before and it is no
 * longer as the plan saw it.
 */
export async function writeStable(context: StepContext, change: (object: KubeObject) => KubeObject): Promise<void> {
  const { target, fence, plan } = context;
  await fencedWrite(context.kube, stableRef(target), fence, (object) => {
    const problem = context.undoing || isOurs(context, object) ? null : otherwiseThanPlanned(plan, object);
    if (problem) throw new Overtaken(problem);
    return withNote(context, counted(change(object), context), object);
  });
}

/** Whether this release has written stable: its mark and the note of what was before, which come with one write. */
export function isWritten(object: Annotated, { release }: Pick<StepContext, 'release'>): boolean {
  return object.metadata.annotations?.[annotations.undo] !== undefined && readFence(object)?.release === release;
}

/**
 * Whether stable is as this release has left it: its marks tell, or that it runs the version that the release brought, and
 * the log, the count that was asked for or the server's own book says that the release did it. Somebody may have changed
 * its marks.
 */
export function isOurs(context: StepContext, stable: KubeObject): boolean {
  const { plan, target, stableWritten } = context;
  if (isWritten(stable, context)) return true;
  const { container } = target.workload;
  const { fields, read } = kindOf(target);
  if (imageOf(read(stable), container) !== plan.to.image) return false;
  const path = fields.image(container);
  return stableWritten || askedFor(stable, context) !== null || ownsField(stable, path, fieldManager);
}

/**
 * How many pods stable had when this release first wrote it; null where it has not, or where nobody can tell: a note that
 * Sluice has not sealed may be anybody's.
 */
export function replicasBefore(stable: KubeObject, context: StepContext): number | null {
  const text = stable.metadata.annotations?.[annotations.undo];
  if (text === undefined || !isWritten(stable, context) || !context.fence.seals.holds(stable)) return null;
  return readJson(noteSchema, text)?.was?.replicas ?? null;
}

/** A count that nobody has asked for yet is noted as it is found: what it becomes later is somebody else's doing. */
function counted(object: KubeObject, context: StepContext): KubeObject {
  const { replicas } = kindOf(context.target).read(object);
  return askedFor(object, context) === null ? asking(object, replicas, context) : object;
}

/**
 * Puts this worker's mark on stable and changes nothing else. Whoever goes back must shut out a forward write that an
 * earlier worker has still on its way before it believes what it reads. Gives stable as it is then; null where it is gone.
 */
export function claimStable(context: StepContext): Promise<KubeObject | null> {
  const { kube, target, fence } = context;
  const ref = stableRef(target);
  return fencedWrite(kube, ref, fence, (object) =>
    isWritten(object, context) ? withNote(context, object, object) : null,
  );
}

type Note = z.infer<typeof noteSchema>;

/** Keeps a note that is there only where this release has written the object before: any other is not its own. */
function withNote(context: StepContext, changed: KubeObject, before: KubeObject): KubeObject {
  const there = before.metadata.annotations?.[annotations.undo];
  const known = isOurs(context, before) || context.stableWritten || askedFor(before, context) !== null;
  if (!known) return noted(changed, newNote(context, before));
  if (isWritten(before, context) && context.fence.seals.holds(before)) return changed;
  // Of an older version, or of somebody else: what is sealed now would count as Sluice's own word. The plan says it too.
  const { plan } = context;
  const { image, replicas } = readJson(noteSchema, there ?? '') ?? newNote(context, before);
  return noted(changed, { image, replicas, was: { image: plan.from.image, replicas: plan.replicas } });
}

function newNote({ target }: StepContext, before: KubeObject): Note {
  const { container } = target.workload;
  const { fields, read } = kindOf(target);
  const stable = read(before);
  return {
    image: ownersOf(before, fields.image(container)),
    replicas: ownersOf(before, fields.replicas),
    was: { image: imageOf(stable, container) ?? '', replicas: stable.replicas },
  };
}

function noted(object: KubeObject, note: Note): KubeObject {
  const all = { ...object.metadata.annotations, [annotations.undo]: JSON.stringify(note) };
  return { ...object, metadata: { ...object.metadata, annotations: all } };
}

/**
 * Takes our marks off stable and gives the fields back to those who owned them, so that the user's next apply meets no
 * conflict with Sluice. Another release's mark is none of ours.
 */
export async function unmarkStable(context: StepContext): Promise<void> {
  const { kube, target, fence } = context;
  const ref = stableRef(target);
  const stable = await kube.get(ref);
  // Somebody has marked what this release did not write.
  if (!stable || (holderOf(stable, fence) === 'unsealed' && !isOurs(context, stable))) return;
  try {
    await fencedWrite(kube, ref, fence, (object) => unmarked(object, target), { mark: 'lift' });
  } catch (error) {
    if (!(error instanceof ForeignFence)) throw error;
  }
}

function unmarked(object: KubeObject, target: Target): KubeObject | null {
  const { [annotations.undo]: text, [annotations.asked]: _asked, ...kept } = object.metadata.annotations ?? {};
  if (text === undefined) return null;
  // A note that somebody edited: ownership cannot be given back, the marks go all the same.
  const { image, replicas } = readJson(noteSchema, text) ?? { image: [], replicas: [] };
  const bare = { ...object, metadata: { ...object.metadata, annotations: kept } };
  const { fields } = kindOf(target);
  return handBack(handBack(bare, fields.image(target.workload.container), image), fields.replicas, replicas);
}
