import type { ActionOf } from '../actions/index.ts';
import { type DryRun, mayDestroy } from '../domain/dry-run.ts';
import type { JobWork } from '../domain/job-work.ts';
import { isHook, type Migration } from '../domain/migration.ts';
import { destructiveList, dryRunHeading } from '../words/dry-run.ts';
import { endedJob, readLog, whyFailed } from './job-log.ts';
import { backedUp } from './migration-backup.ts';
import { hasBegun } from './migration-gone.ts';
import { ranJob } from './migration-job.ts';
import { lockFor } from './migration-lock.ts';
import { lookAtDryRun } from './migration-look.ts';
import { readDryRun } from './migration-read.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';
import { noLongerIn } from './still-in.ts';

/** One phase of the migration has been done, once: by a Job, or by another service. */
export const runMigration: StepRunner<ActionOf<'migration.run'>> = async (context, { phase }) => {
  const { migration } = context.target;
  const way = migration?.[phase];
  if (!migration || !way) return { kind: 'fail', detail: `the target has no migration with ${phase}` };
  if (phase === 'dryRunAhead' && !isHook(way)) return lookAhead(context, way, migration);
  const against = phase === 'contract' && !hasBegun(context, phase) ? await noLongerIn(context) : null;
  if (against !== null) return { kind: 'fail', detail: against, replaced: true };
  const locked = await lockFor(context, migration);
  if (locked) return locked;
  if (isHook(way)) return backedUp(context, way);
  const run = await ranJob(context, phase, way);
  if ('kind' in run) return run;
  const log = await readLog(context, run.job, phase === 'dryRun');
  const ended = endedJob(run, log);
  if (run.failed !== null) {
    return {
      kind: 'fail',
      detail: whyFailed(ended, run.failed),
      ended,
    };
  }
  const outcome = phase === 'dryRun' ? judged(context, migration, await readDryRun(log)) : done('');
  return { ...outcome, ended };
};

/** Whether it may be done is for those to say who are to approve it. */
async function lookAhead(context: StepContext, work: JobWork, migration: Migration): Promise<StepOutcome> {
  const looked = await lookAtDryRun(context, { phase: 'dryRunAhead', work }, migration);
  if ('kind' in looked) return looked;
  const { found, failed } = looked;
  const ended = looked.ended ? { ended: looked.ended } : {};
  if (!found) return { kind: 'fail', detail: failed ?? '', ...ended };
  return { kind: 'done', note: dryRunHeading(found, 'migration'), dryRun: found, ...ended };
}

/** What the dry run has shown, and whether it may be done. */
function judged({ waived, shown }: StepContext, { destructive }: Migration, found: DryRun): StepOutcome {
  const heading = dryRunHeading(found, 'migration');
  if (!mayDestroy(found)) return done(heading);
  if (destructive === 'allow') return done(`${heading}; the catalogue allows it`);
  const list = destructiveList(found);
  if (destructive === 'refuse') return { kind: 'fail', detail: [heading, ...list].join('; ') };
  if (waived) return done(`${heading}; a person has agreed`);
  if (shown && shown.digest !== null && shown.digest === found.digest) return done(`${heading}, as it was approved`);
  const changed = shown ? `${heading}, which is not what was approved` : heading;
  return { kind: 'ask', code: 'destructive', detail: [changed, ...list].join('\n') };
}
