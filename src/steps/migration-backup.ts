import { hookOf, type Migration } from '../domain/migration.ts';
import type { Hook } from '../domain/webhook.ts';
import type { HookSaid } from '../domain/webhook-answer.ts';
import { backupId, makingBackup } from './backup-errand.ts';
import { hostOf, lookAt, ranErrand } from './errand.ts';
import { stateNow } from './job-state.ts';
import { hasBegun, hasRun } from './migration-gone.ts';
import { ownJob } from './migration-job.ts';
import { done, type StepContext, type StepOutcome } from './step.ts';

/** Two clocks may differ by so much (ms). */
const clocksDifferMs = 30_000;

/** A backup has been made by another service, for this release: what the service had before is none. */
export async function backedUp(context: StepContext, hook: Hook): Promise<StepOutcome> {
  const run = await ranErrand(
    context,
    makingBackup(context, hook, (said) => unfit(context, said)),
  );
  if ('kind' in run) return run;
  return { ...done(`backup ${run.id}`), answered: { phase: 'backup', ...run } };
}

function unfit({ approvedAt, now }: StepContext, { id, createdAt }: HookSaid): string | null {
  const backup = `backup ${id}`;
  if (createdAt === null) return `it does not say when ${backup} was made (\`createdAt\`)`;
  const [made, approved] = [createdAt, approvedAt].map((at) => new Date(at).toISOString());
  if (createdAt < approvedAt - clocksDifferMs)
    return `${backup} is of ${made}, and the release was approved at ${approved}: what was written since would be lost`;
  return createdAt > now + clocksDifferMs ? `${backup} is of ${made}, which is yet to come` : null;
}

/** Why there is no backup by this release to put back, in words; null where there is one, as far as can be told. */
export async function lackOfBackup(context: StepContext, migration: Migration): Promise<string | null> {
  // Whether it may be put back was seen before that began.
  if (hasBegun(context, 'undo') || context.calls.undo) return null;
  const hook = hookOf(migration, 'backup');
  if (!hook) return (await hasJobsBackup(context)) ? null : `there is no backup of ${named(migration)} to put back`;
  const id = backupId(context);
  if (id === null)
    return `nobody knows of a complete backup of ${named(migration)}: put the right one back by hand, and take the rollback over`;
  const url = context.calls.backup?.answer?.statusUrl;
  if (!url) return null;
  const heard = await lookAt(context, hook, url);
  const still = `nobody can tell whether backup ${id} is still there`;
  switch (heard.kind) {
    case 'missing':
      return `backup ${id} of ${named(migration)} is not there any more: ${heard.detail}`;
    case 'passes':
    case 'wrong':
      return `${still}: ${heard.detail}`;
    case 'said':
      return unlikeBefore(context, hook, heard.said, still);
  }
}

function unlikeBefore(
  { calls }: StepContext,
  hook: Hook,
  { state, id, createdAt }: HookSaid,
  still: string,
): string | null {
  const before = calls.backup?.answer;
  if (state !== 'complete') return `${still}: ${hostOf(hook)} says that it is ${state}`;
  const other = (id ?? before?.id) !== before?.id || (createdAt ?? before?.createdAt) !== before?.createdAt;
  return other ? `${still}: ${hostOf(hook)} speaks of another one` : null;
}

function named({ database }: Migration): string {
  return `database ${database} by this release`;
}

async function hasJobsBackup(context: StepContext): Promise<boolean> {
  if (hasRun(context, 'backup')) return true;
  const job = await ownJob(context, 'backup');
  return job !== null && (await stateNow(context, job)).kind === 'succeeded';
}
