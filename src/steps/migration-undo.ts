import type { ActionOf } from '../actions/index.ts';
import type { MigrationPhase } from '../domain/migration.ts';
import { fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { stateOfJob } from '../workloads/job/state.ts';
import { jobRef, lockFor, ownJob, ranJob } from './migration-job.ts';
import { endedJob, readLog, whyFailed } from './migration-log.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

/** How often a way back that needs a person is looked at again (ms). */
const askAgainMs = 5000;

/**
 * What `expand` did is taken back. A migration that runs is waited for: cut off, it would be half-done. One that has failed
 * is undone only where the catalogue says that this is right then; else nobody can tell what it did, and a person is called.
 */
export const undoMigration: StepRunner<ActionOf<'migration.undo'>> = async (context) => {
  const { migration } = context.target;
  const expand = await claimedExpand(context);
  const state = expand && stateOfJob(expand);
  if (state?.kind === 'running') return wait(`Job ${expand?.metadata.name} to finish`);
  const ran = state?.kind === 'succeeded' || hasRun(context, 'expand');
  if (!ran && state?.kind !== 'failed') return done('the migration had not begun');
  const undo = migration?.undo;
  if (!migration || !undo) return done('the schema stays');
  if (!ran && !undo.afterFailure)
    return stuck(
      `the migration of database ${migration.database} failed half-way, and nobody can tell what it had done`,
    );
  if (undo.restores && !(await hasBackup(context)))
    return stuck(`there is no backup of database ${migration.database} by this release to put back`);
  const locked = await lockFor(context, migration);
  if (locked) return locked;
  const run = await ranJob(context, 'undo', undo);
  if ('kind' in run) return run.kind === 'fail' ? stuck(run.detail) : run;
  const log = await readLog(context, run.job, false);
  const ended = endedJob(run, log);
  if (run.failed === null) return { ...done('undone'), ended };
  return { ...stuck(whyFailed(ended, run.failed)), ended };
};

/**
 * The Job of `expand` with this worker's mark, so that an earlier worker whose write is still on its way can start it no
 * more; null where there is none.
 */
async function claimedExpand(context: StepContext): Promise<KubeObject | null> {
  const job = await ownJob(context, 'expand');
  return job && fencedWrite(context.kube, jobRef(context, 'expand'), context.fence, () => null, { read: job });
}

function hasRun({ done: all }: StepContext, phase: MigrationPhase): boolean {
  return all.some((action) => action.kind === 'migration.run' && action.phase === phase);
}

async function hasBackup(context: StepContext): Promise<boolean> {
  if (hasRun(context, 'backup')) return true;
  const job = await ownJob(context, 'backup');
  return job !== null && stateOfJob(job).kind === 'succeeded';
}

/** The way back does not end before somebody has seen to it. */
function stuck(error: string): StepOutcome {
  return { kind: 'retry', error, ms: askAgainMs };
}
