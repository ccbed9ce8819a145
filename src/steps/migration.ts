import type { ActionOf } from '../actions/index.ts';
import type { Migration } from '../domain/migration.ts';
import type { Statement } from '../migrations/statements.ts';
import { readSql } from '../platform/sql.ts';
import { lockFor, ranJob } from './migration-job.ts';
import { endedJob, type JobLog, readLog, toldOf, whyFailed } from './migration-log.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';

/** One phase of the migration has been run, once, by a Job. */
export const runMigration: StepRunner<ActionOf<'migration.run'>> = async (context, { phase }) => {
  const { migration } = context.target;
  const work = migration?.[phase];
  if (!migration || !work) return { kind: 'fail', detail: `the target has no migration with ${phase}` };
  const locked = await lockFor(context, migration);
  if (locked) return locked;
  const run = await ranJob(context, phase, work);
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
  const outcome = phase === 'dryRun' ? await judged(context, migration, log) : done('');
  return { ...outcome, ended };
};

/** What the dry run has shown, and whether it may be done. */
async function judged({ waived }: StepContext, { destructive }: Migration, log: JobLog): Promise<StepOutcome> {
  const found = log.text === null ? { kind: 'unread' as const, why: log.why ?? '' } : await readSql(log.text);
  if (found.kind === 'read') {
    const worst = found.statements.filter((each) => each.destroys !== null);
    const total = found.statements.length;
    const counted = total === 1 ? '1 statement' : `${total} statements`;
    if (worst.length === 0) return done(total === 0 ? 'nothing to do' : `${counted}, none of which may lose data`);
    const heading = `Data may be lost by ${worst.length} of ${counted} in the migration`;
    return decided(destructive, waived, heading, listed(worst, log));
  }
  const heading = `Nobody can tell what the migration would destroy: ${toldOf(log, found.why)}`;
  return decided(destructive, waived, heading, []);
}

function decided(
  policy: Migration['destructive'],
  waived: boolean,
  heading: string,
  list: readonly string[],
): StepOutcome {
  if (policy === 'allow') return done(`${heading}; the catalogue allows it`);
  if (policy === 'refuse') return { kind: 'fail', detail: [heading, ...list].join('; ') };
  return waived
    ? done(`${heading}; a person has agreed`)
    : { kind: 'ask', code: 'destructive', detail: [heading, ...list].join('\n') };
}

const mostListed = 8;

function listed(statements: readonly Statement[], log: JobLog): string[] {
  const shown = statements.slice(0, mostListed).map(({ text, destroys }) => `• ${toldOf(log, text)}: ${destroys}`);
  const more = statements.length - shown.length;
  return more > 0 ? [...shown, `• and ${more} more`] : shown;
}
