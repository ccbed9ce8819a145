import { z } from 'zod';

/** What a migration does in a release, in this order; `undo` on the way back. */
export const migrationPhases = ['backup', 'dryRun', 'expand', 'verify', 'undo'] as const;
export type MigrationPhase = (typeof migrationPhases)[number];

/** What one phase runs. */
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
});
export type MigrationWork = z.infer<typeof workSchema>;

/** How a service's database changes with a release. */
export const migrationSchema = z.object({
  /** Services that name the same database never change it at the same time. */
  database: z.string(),
  /** What becomes of a dry run that shows statements by which data may be lost. */
  destructive: z.enum(['ask', 'refuse', 'allow']),
  backup: workSchema.optional(),
  dryRun: workSchema.optional(),
  expand: workSchema,
  verify: workSchema.optional(),
  undo: workSchema
    .extend({
      /** It puts the backup back, and so wants one. */
      restores: z.boolean(),
      /** It may also be run after an `expand` that failed half-way. */
      afterFailure: z.boolean(),
    })
    .optional(),
});
export type Migration = z.infer<typeof migrationSchema>;
