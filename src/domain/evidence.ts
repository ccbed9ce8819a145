import { z } from 'zod';

/** What is left to read of a pod that has sent its release back: words of other systems, with secrets masked. */
export const podEvidenceSchema = z.object({
  pod: z.string(),
  /** The container whose log it is; null where none has run yet. */
  container: z.string().nullable(),
  /** The last lines of its log: those of the run that ended, where it has been started again. */
  log: z.array(z.string()),
  /** What Kubernetes last complained of, the newest last: `BackOff: Back-off restarting failed container`. */
  events: z.array(z.string()),
});
export type PodEvidence = z.infer<typeof podEvidenceSchema>;
