import type { DryRun } from '../domain/dry-run.ts';
import type { JobWork } from '../domain/job-work.ts';
import type { Migration } from '../domain/migration.ts';
import { endedJob, readLog, whyFailed } from './job-log.ts';
import { jobRef, ranJob } from './migration-job.ts';
import { lockFor } from './migration-lock.ts';
import { readDryRun } from './migration-read.ts';
import type { EndedJob, StepContext, StepOutcome } from './step.ts';

/** A dry run that has ended, with what it has shown; or, in words, why it has shown nothing. */
export interface Looked {
  ended?: EndedJob;
  found: DryRun | null;
  failed: string | null;
}

/**
 * A dry run by which nothing stays behind: while people think about what it has shown, its Job is gone and the database is
 * free for others. So a worker that comes after a crash may run it a second time.
 * @returns what the step comes to until it has ended
 */
export async function lookAtDryRun(
  context: StepContext,
  { phase, work }: { phase: 'dryRunAhead' | 'contractDryRun'; work: JobWork },
  migration: Migration,
): Promise<Looked | StepOutcome> {
  const locked = await lockFor(context, migration);
  if (locked) return locked;
  const run = await ranJob(context, phase, work);
  if ('kind' in run) {
    if (run.kind !== 'fail') return run;
    await context.freeDatabase(migration.database);
    return { found: null, failed: run.detail };
  }
  const log = await readLog(context, run.job, run.failed === null);
  const ended = endedJob(run, log);
  const found = run.failed === null ? await readDryRun(log) : null;
  const { uid } = run.job.metadata;
  await context.fence.confirm();
  await context.kube.remove(jobRef(context, phase), uid ? { uid } : {});
  await context.freeDatabase(migration.database);
  return { ended, found, failed: run.failed === null ? null : whyFailed(ended, run.failed) };
}
