import type { ActionOf } from '../actions/index.ts';
import { migrationNotBegun } from '../actions/migration-undo.ts';
import type { JobWork } from '../domain/job-work.ts';
import { isHook } from '../domain/migration.ts';
import type { Hook } from '../domain/webhook.ts';
import { fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { backupId, puttingBack } from './backup-errand.ts';
import { ranErrand } from './errand.ts';
import { endedJob, readLog, whyFailed } from './job-log.ts';
import { stateNow } from './job-state.ts';
import { lackOfBackup } from './migration-backup.ts';
import { hasRun, vanished } from './migration-gone.ts';
import { jobRef, ownJob, ranJob } from './migration-job.ts';
import { lockFor } from './migration-lock.ts';
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
  const state = expand && (await stateNow(context, expand));
  if (state?.kind === 'running') return wait(`Job ${expand?.metadata.name} to finish`);
  const ran = state?.kind === 'succeeded' || hasRun(context, 'expand');
  const lost = !expand && vanished(context, 'expand');
  if (!ran && !lost && state?.kind !== 'failed') return done(migrationNotBegun);
  const undo = migration?.undo;
  if (!migration || !undo) return done('the schema stays');
  if (!ran && !undo.afterFailure) return stuck(halfDone(migration.database, lost));
  const lack = undo.restores ? await lackOfBackup(context, migration) : null;
  if (lack !== null) return stuck(lack);
  const locked = await lockFor(context, migration);
  if (locked) return locked;
  return isHook(undo) ? restored(context, undo) : undoneByJob(context, undo);
};

async function undoneByJob(context: StepContext, undo: JobWork): Promise<StepOutcome> {
  const run = await ranJob(context, 'undo', undo);
  if ('kind' in run) return run.kind === 'fail' ? stuck(run.detail) : run;
  const log = await readLog(context, run.job, false);
  const ended = endedJob(run, log);
  if (run.failed === null) return { ...done('undone'), ended };
  return { ...stuck(whyFailed(ended, run.failed)), ended };
}

/** Another service has put back the backup that it has made for this release, and no other. */
async function restored(context: StepContext, hook: Hook): Promise<StepOutcome> {
  const backup = backupId(context);
  if (backup === null) return stuck('nobody knows which backup is to be put back');
  const run = await ranErrand(context, puttingBack(context, hook, backup));
  if ('kind' in run) return run.kind === 'fail' ? { ...run, ...stuck(run.detail) } : run;
  return { ...done(`backup ${backup} is put back`), answered: { phase: 'undo', ...run } };
}

/**
 * The Job of `expand` with this worker's mark, so that an earlier worker whose write is still on its way can start it no
 * more; null where there is none.
 */
async function claimedExpand(context: StepContext): Promise<KubeObject | null> {
  const job = await ownJob(context, 'expand');
  return job && fencedWrite(context.kube, jobRef(context, 'expand'), context.fence, () => null, { read: job });
}

function halfDone(database: string, lost: boolean): string {
  const what = `the migration of database ${database}`;
  return lost
    ? `the Job of ${what} had begun and is gone: look at the database, put it right, and take the rollback over`
    : `${what} failed half-way, and nobody can tell what it had done`;
}

/** The way back does not end before somebody has seen to it. */
function stuck(error: string): StepOutcome {
  return { kind: 'retry', error, ms: askAgainMs };
}
