import { z } from 'zod';
import { parseImage, versionOfDigest } from './image-reference.ts';

/** One version of a service, as a plan names it. */
export const versionSchema = z.object({
  /** As people say it: the tag, a short digest, or a flag as it stands: `new-pricing at 25 %`. */
  version: z.string(),
  /** The reference in the pod template, e.g. registry/app:2.4.1@sha256:…. */
  image: z.string(),
  /** Where `image` names no digest: that of what its pods run, if it is known. */
  digest: z.string().optional(),
  /** Commit from the image's labels. */
  commit: z.string().optional(),
  /** References in the other containers that move along, by container; absent where there are none. */
  also: z.record(z.string(), z.string()).optional(),
});
export type Version = z.infer<typeof versionSchema>;

/** A version as people call it by its image reference: its tag, or the beginning of its digest. */
export function versionOf(image: string): Version {
  const { tag, digest } = parseImage(image);
  return { version: tag ?? (digest === null ? 'latest' : versionOfDigest(digest)), image };
}

/** Image references of a version, by container. @param container the one that is released */
export function imagesByContainer({ image, also }: Version, container: string): ReadonlyMap<string, string> {
  return new Map([[container, image], ...Object.entries(also ?? {})]);
}
