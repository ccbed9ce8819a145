import { z } from 'zod';
import { type JobWork, workSchema } from './job-work.ts';
import { type Hook, hookSchema } from './webhook.ts';

/**
 * What a migration does in a release, in this order; `undo` on the way back. `dryRunAhead` is the dry run before anybody may
 * approve, `contractDryRun` that of the contract.
 */
export const migrationPhases = [
  'dryRunAhead',
  'backup',
  'dryRun',
  'expand',
  'verify',
  'contractDryRun',
  'contract',
  'undo',
] as const;
export type MigrationPhase = (typeof migrationPhases)[number];

/** Where the catalogue has a phase, below `migration`. */
export const phaseSettings: Record<MigrationPhase, string> = {
  dryRunAhead: 'dryRun',
  backup: 'backup',
  dryRun: 'dryRun',
  expand: 'expand',
  verify: 'verify',
  contractDryRun: 'contract.dryRun',
  contract: 'contract',
  undo: 'undo',
};

/** Phases that a webhook may do. */
export const hookPhases = ['backup', 'undo'] as const satisfies MigrationPhase[];
export type HookPhase = (typeof hookPhases)[number];

const backSchema = z.object({
  /** It puts the backup back, and so wants one. */
  restores: z.boolean(),
  /** It may also be run after an `expand` that failed half-way. */
  afterFailure: z.boolean(),
});

/** How a service's database changes with a release. */
export const migrationSchema = z.object({
  /** Services that name the same database never change it at the same time. */
  database: z.string(),
  /** What becomes of a dry run that shows statements by which data may be lost. */
  destructive: z.enum(['ask', 'refuse', 'allow']),
  /** Present where the dry run is also run before anybody may approve. */
  dryRunAhead: workSchema.optional(),
  backup: z.union([workSchema, hookSchema]).optional(),
  dryRun: workSchema.optional(),
  expand: workSchema,
  verify: workSchema.optional(),
  /** Prints the SQL of the contract, before anybody is asked about that. */
  contractDryRun: workSchema.optional(),
  /** Takes away what only the version before used: there is no way back from it. */
  contract: workSchema
    .extend({
      /** For so long (ms) the new version must have been in, and well, before. */
      afterMs: z.number().int().positive(),
      /** Whether an approver is asked then in any case, or only where nobody can tell that the version is well. */
      approval: z.enum(['ask', 'none']),
    })
    .optional(),
  undo: z.union([workSchema.extend(backSchema.shape), hookSchema.extend(backSchema.shape)]).optional(),
});
export type Migration = z.infer<typeof migrationSchema>;

export function isHook(way: JobWork | Hook): way is Hook {
  return 'webhook' in way;
}

/** What the Job of a phase runs; null where it has none. */
export function workOf(migration: Migration | undefined, phase: MigrationPhase): JobWork | null {
  const way = migration?.[phase];
  return way && !isHook(way) ? way : null;
}

/** Phases that are done by Jobs, in their order. */
export function jobPhases(migration: Migration | undefined): MigrationPhase[] {
  return migrationPhases.filter((phase) => workOf(migration, phase) !== null);
}

/** What another service is asked for in a phase; null where it is asked for nothing. */
export function hookOf(migration: Migration | undefined, phase: HookPhase): Hook | null {
  const way = migration?.[phase];
  return way && isHook(way) ? way : null;
}
