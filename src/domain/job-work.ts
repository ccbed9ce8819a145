import { z } from 'zod';

/** What a Job of a release runs. */
export const workSchema = z.object({
  /** Name of the Job or CronJob whose pod template it takes; null: that of the service's own workload. */
  job: z.string().nullable(),
  /** Image reference; null: the release's own, or that of the template where it is of another repository. */
  image: z.string().nullable(),
  /** Container of the template that runs the command; absent: its only one, or the service's own. */
  container: z.string().optional(),
  /** In place of the template's; empty where that stays. */
  command: z.array(z.string()),
  /** The Job is ended after this time (ms), and has failed. */
  deadlineMs: z.number().int().positive(),
  /** It does no harm a second time, also where the first was cut off half-way; absent where nobody says so. */
  repeatable: z.boolean().optional(),
});
export type JobWork = z.infer<typeof workSchema>;
