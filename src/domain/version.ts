import { z } from 'zod';

/** One version of a service, as a plan names it. */
export const versionSchema = z.object({
  /** As people say it: the tag, or a short digest. */
  version: z.string(),
  /** The reference in the pod template, e.g. registry/app:2.4.1@sha256:…. */
  image: z.string(),
  /** Commit from the image's labels. */
  commit: z.string().optional(),
});
export type Version = z.infer<typeof versionSchema>;
