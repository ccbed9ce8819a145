import { z } from 'zod';
import { canonicalJson, readJson } from '../domain/json.ts';
import { annotations } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { imagesByContainer } from '../domain/version.ts';
import { handBack, ownerSchema, ownersOf } from '../platform/kube/ownership.ts';
import type { KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf } from '../workloads/of-target.ts';
import { askedNow, imagesNoteSchema } from '../workloads/versions/note.ts';
import type { Workload } from '../workloads/workload.ts';

const containerSchema = z.object({ was: z.string(), owners: z.array(ownerSchema) });

const noteSchema = z.object({
  /** Who owned the image of the released container, and the number of pods. */
  image: z.array(ownerSchema),
  replicas: z.array(ownerSchema),
  /** What stable was, for the day when only the cluster is left. Notes of older versions lack it. */
  was: z.object({ image: z.string(), replicas: z.number() }).optional(),
  /** The other containers that move along, as they were. */
  containers: z.record(z.string(), containerSchema).optional(),
  /** How many pods kept their template, where a release may hold them; absent where it never does. */
  held: z.object({ was: z.number().int().nonnegative(), owners: z.array(ownerSchema) }).optional(),
  ...imagesNoteSchema.shape,
});
export type Note = z.infer<typeof noteSchema>;

/** The note on an object, whoever wrote it; null where there is none, or it cannot be read. */
export function readNote(object: KubeObject): Note | null {
  return readJson(noteSchema, object.metadata.annotations?.[annotations.undo] ?? '');
}

/** Of stable as it is before the release writes it for the first time. */
export function newNote({ target, from }: Plan, before: KubeObject): Note {
  const { container } = target.workload;
  const { fields, read, stages } = kindOf(target);
  const stable = read(before);
  const others = [...imagesByContainer(from, container).keys()].filter((name) => name !== container);
  const containers = others.map((name) => {
    const owners = ownersOf(before, fields.image(stable, name));
    return [name, { was: imageOf(stable, name) ?? '', owners }] as const;
  });
  return {
    image: ownersOf(before, fields.image(stable, container)),
    replicas: ownersOf(before, fields.replicas),
    was: { image: imageOf(stable, container) ?? '', replicas: stable.replicas },
    ...(containers.length > 0 ? { containers: Object.fromEntries(containers) } : {}),
    ...(stages.can ? { held: { was: stages.held(before), owners: ownersOf(before, stages.field) } } : {}),
  };
}

/** The note after these images were asked for, given stable as it was before; as it is where none were. */
export function noteAsked(note: Note, before: Workload, images: ReadonlyMap<string, string> | null): Note {
  return images === null ? note : { ...note, ...askedNow(before, note, images) };
}

/** The object with this note; the very object where it carries it already. */
export function noted(object: KubeObject, note: Note): KubeObject {
  const there = readNote(object);
  if (there !== null && canonicalJson(there) === canonicalJson(note)) return object;
  const all = { ...object.metadata.annotations, [annotations.undo]: JSON.stringify(note) };
  return { ...object, metadata: { ...object.metadata, annotations: all } };
}

/**
 * The object without the release's notes, its fields given back to those who owned them; null where there is no note. A
 * note that somebody edited says no owners: ownership cannot be given back, the notes go all the same.
 */
export function unnoted(object: KubeObject, target: Target): KubeObject | null {
  const { [annotations.undo]: text, [annotations.asked]: _asked, ...kept } = object.metadata.annotations ?? {};
  if (text === undefined) return null;
  const { image = [], replicas = [], containers = {}, held } = readNote(object) ?? {};
  const { fields, read, stages } = kindOf(target);
  const stable = read(object);
  const bare: KubeObject = { ...object, metadata: { ...object.metadata, annotations: kept } };
  const owned = Object.entries(containers).map(([name, { owners }]) => [fields.image(stable, name), owners] as const);
  return [
    [fields.image(stable, target.workload.container), image] as const,
    ...owned,
    [fields.replicas, replicas] as const,
    ...(stages.can && held ? [[stages.field, held.owners] as const] : []),
  ].reduce((each, [path, owners]) => handBack(each, path, owners), bare);
}
