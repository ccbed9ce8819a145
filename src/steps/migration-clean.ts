import { type MigrationPhase, migrationPhases } from '../domain/migration.ts';
import { stateNow } from './job-state.ts';
import { jobRef, ownJob } from './migration-job.ts';
import type { StepContext } from './step.ts';

/** These change the database: they are never cut off. */
const writing: readonly MigrationPhase[] = ['expand', 'contract', 'undo'];

/** The names of the Jobs that this release has made and that are still there. */
export async function jobsLeft(context: StepContext): Promise<string[]> {
  if (!context.target.migration) return [];
  const jobs = await Promise.all(migrationPhases.map((phase) => ownJob(context, phase)));
  return jobs.flatMap((job) => (job ? [`Job ${job.metadata.name}`] : []));
}

/** Removes the Jobs that this release has made, with their pods, but for those that are changing the database now. */
export async function removeJobs(context: StepContext): Promise<void> {
  const { kube, fence, target } = context;
  if (!target.migration) return;
  for (const phase of migrationPhases) {
    const job = await ownJob(context, phase);
    if (!job || (writing.includes(phase) && (await stateNow(context, job)).kind === 'running')) continue;
    await fence.confirm();
    await kube.remove(jobRef(context, phase), job.metadata.uid ? { uid: job.metadata.uid } : {});
  }
}
