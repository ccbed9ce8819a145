import { annotations } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import { imagesByContainer } from '../domain/version.ts';
import { type Annotated, ForeignFence, fencedWrite, holderOf, readFence } from '../platform/kube/fence.ts';
import { ownersOf, ownsField } from '../platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableRef } from '../workloads/of-target.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import { isSameContent, mayStandFor } from '../workloads/versions/same-content.ts';
import type { Workload } from '../workloads/workload.ts';
import { Overtaken, otherwiseThanPlanned } from './as-planned.ts';
import { askedFor, asking } from './asked.ts';
import { type Note, newNote, noteAsked, noted, readNote, unnoted } from './stable-note.ts';
import type { StepContext } from './step.ts';

/**
 * Changes the user's workload under the fence, and notes at the first change who owned the fields before.
 * @param images references that `change` asks for, by container: noted, since an admission policy may store others
 * @throws Overtaken, having written nothing, where the release goes forward and has not written it before and it is no
 * longer as the plan saw it
 */
export async function writeStable(
  context: StepContext,
  change: (object: KubeObject) => KubeObject,
  images: ReadonlyMap<string, string> | null = null,
): Promise<void> {
  const { target, fence, plan } = context;
  await fencedWrite(context.kube, stableRef(target), fence, (object) => {
    const problem = context.undoing || isOurs(context, object) ? null : otherwiseThanPlanned(plan, object);
    if (problem) throw new Overtaken(problem);
    return withNote(context, counted(change(object), context), { before: object, images });
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
  const workload = read(stable);
  if (!isNewImage(workload, plan, imageOf(workload, container))) return false;
  const path = fields.image(workload, container);
  return stableWritten || askedFor(stable, context) !== null || ownsField(stable, path, fieldManager);
}

/**
 * How many pods stable had when this release first wrote it; null where it has not, or where nobody can tell: a note that
 * Sluice has not sealed may be anybody's.
 */
export function replicasBefore(stable: KubeObject, context: StepContext): number | null {
  return ownNote(stable, context)?.was?.replicas ?? null;
}

/** The release's own note on stable; null where it has left none, or where nobody can tell that it is its own. */
export function ownNote(stable: KubeObject, context: StepContext): Note | null {
  return isWritten(stable, context) && context.fence.seals.holds(stable) ? readNote(stable) : null;
}

/**
 * Whether the API server has taken these images from this release, under whichever name: what it stored may be a mirror's,
 * or have a digest. What somebody else has put there since is not what the release asked for, unless it is the same content.
 * Containers that are gone are not waited for.
 * @param images references by container
 */
export function hasTaken(context: StepContext, stable: Workload, images: ReadonlyMap<string, string>): boolean {
  const asked = ownNote(stable.object, context)?.asked ?? {};
  const { plan, target } = context;
  const versions = [plan.from, plan.to].map((version) => imagesByContainer(version, target.workload.container));
  return [...images].every(([container, image]) => {
    const now = imageOf(stable, container);
    if (now === null || now === image) return true;
    if (asked[container] !== image) return false;
    // No policy makes one version of the other: somebody has put that back.
    if (versions.some((version) => version.get(container) === now)) return isSameContent(now, image);
    if (!mayStandFor(now, image)) return false;
    const path = kindOf(context.target).fields.image(stable, container);
    const others = ownersOf(stable.object, path).length > 0 && !ownsField(stable.object, path, fieldManager);
    return !others || isSameContent(now, image);
  });
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
    isWritten(object, context) ? withNote(context, object, { before: object, images: null }) : null,
  );
}

interface Asking {
  before: KubeObject;
  images: ReadonlyMap<string, string> | null;
}

/** Keeps a note that is there only where this release has written the object before: any other is not its own. */
function withNote(context: StepContext, changed: KubeObject, { before, images }: Asking): KubeObject {
  const note = noteAsked(noteOf(context, before), kindOf(context.target).read(before), images);
  return noted(changed, note);
}

function noteOf(context: StepContext, before: KubeObject): Note {
  const { plan } = context;
  const fresh = newNote(plan, before);
  const known = isOurs(context, before) || context.stableWritten || askedFor(before, context) !== null;
  if (!known) return fresh;
  const own = ownNote(before, context);
  if (own) return own;
  // Of an older version, or of somebody else: what is sealed now would count as Sluice's own word. The plan says it too.
  const { image, replicas } = readNote(before) ?? fresh;
  return { image, replicas, was: { image: plan.from.image, replicas: plan.replicas }, ...containersOf(plan, before) };
}

/** The other containers, as the plan saw them. */
function containersOf({ from }: Plan, before: KubeObject): Pick<Note, 'containers'> {
  const owners = readNote(before)?.containers ?? {};
  const named = Object.entries(from.also ?? {}).map(
    ([name, was]) => [name, { was, owners: owners[name]?.owners ?? [] }] as const,
  );
  return named.length > 0 ? { containers: Object.fromEntries(named) } : {};
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
    await fencedWrite(kube, ref, fence, (object) => unnoted(object, target), { mark: 'lift' });
  } catch (error) {
    if (!(error instanceof ForeignFence)) throw error;
  }
}
