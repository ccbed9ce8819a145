import { z } from 'zod';
import { readJson } from '../../domain/json.ts';
import { annotations } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Workload } from '../workload.ts';
import { isSameContent } from './same-content.ts';

const references = z.record(z.string(), z.string());

/** What a release has noted on a workload of the images that it asked for. Notes of older versions lack all of it. */
export const imagesNoteSchema = z.object({
  /** Image references that it last asked for, by container. */
  asked: references.optional(),
  /** Of references that it asked for before: what the API server stored in their place, where that was another. */
  stored: references.optional(),
});
export type ImagesNote = z.infer<typeof imagesNoteSchema>;

/** What the release that holds this workload has noted on it; empty where it has noted nothing. */
export function imagesNote({ object }: Pick<Workload, 'object'>): ImagesNote {
  return readJson(imagesNoteSchema, object.metadata.annotations?.[annotations.undo] ?? '') ?? {};
}

/** Of a plan, what tells one version from the other. */
export type Versions = Pick<Plan, 'from' | 'to' | 'target'>;

/** The note after the release has asked for these images, given the workload as it was before. */
export function askedNow(before: Workload, note: ImagesNote, images: ReadonlyMap<string, string>): ImagesNote {
  const stored = { ...note.stored };
  for (const [container, asked] of Object.entries(note.asked ?? {})) {
    const there = before.images.get(container);
    if (there !== undefined && there !== asked) stored[asked] = there;
  }
  const rewritten = Object.keys(stored).length > 0 ? { stored } : {};
  return { asked: Object.fromEntries(images), ...rewritten };
}

/**
 * Whether a reference in the workload's templates is the plan's new image, under whichever name: an admission policy may
 * have stored a mirror's, or a digest, in its place.
 */
export function isNewImage(stable: Workload, { from, to, target }: Versions, reference: string | null): boolean {
  if (reference === null || reference === to.image) return reference !== null;
  if (reference === from.image) return false;
  const { container } = target.workload;
  const { asked = {}, stored = {} } = imagesNote(stable);
  if (stored[to.image] === reference) return true;
  if (asked[container] === to.image && stable.images.get(container) === reference) return true;
  return isSameContent(reference, to.image) && !isSameContent(from.image, to.image);
}
