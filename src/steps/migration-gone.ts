import type { JobWork } from '../domain/job-work.ts';
import type { MigrationPhase } from '../domain/migration.ts';
import { migrationJob } from '../domain/names.ts';
import { done, type StepContext, type StepOutcome } from './step.ts';

/** How often a Job is made at most, where it may be repeated. */
const mostRuns = 3;
/** They change nothing, so nothing is done twice by them. */
const reading: readonly MigrationPhase[] = ['dryRunAhead', 'dryRun', 'verify', 'contractDryRun'];
/** What they print is what they are for. */
const printing: readonly MigrationPhase[] = ['dryRunAhead', 'dryRun', 'contractDryRun'];

/** A Job of this phase that came to nothing by no doing of its own may be made once more. */
export function runsAgain(context: StepContext, phase: MigrationPhase, { repeatable }: JobWork): boolean {
  const lost = runsOf(context, phase).filter(({ succeeded }) => succeeded !== true);
  return (repeatable ?? reading.includes(phase)) && lost.length < mostRuns;
}

/**
 * What becomes of a phase whose Job is not there: somebody, or a limit on its life, may have removed it after it had begun.
 * Nobody can tell then what it has done, and it is not run a second time behind anybody's back.
 * @returns null where it has not been made yet, or may be made again
 */
export function goneJob(context: StepContext, phase: MigrationPhase, work: JobWork): StepOutcome | null {
  const last = runsOf(context, phase).at(-1);
  if (!last) return null;
  if (last.succeeded === false) return { kind: 'fail', detail: `Job ${last.job} has failed, and is gone` };
  if (last.succeeded && !printing.includes(phase)) return done('');
  if (runsAgain(context, phase, work)) return null;
  const lost = `Job ${last.job} had begun and is gone, and nobody can tell what it has done`;
  switch (phase) {
    case 'expand':
    case 'contract':
      return context.waived
        ? done('a person has seen that it is done')
        : {
            kind: 'ask',
            code: 'job-lost',
            detail: `${lost}: look at the database, and continue only if it is as it should be`,
          };
    case 'dryRunAhead':
    case 'backup':
    case 'dryRun':
    case 'verify':
    case 'contractDryRun':
    case 'undo':
      return { kind: 'fail', detail: lost };
  }
}

/** A Job of this phase may have run. */
export function hasBegun(context: StepContext, phase: MigrationPhase): boolean {
  return runsOf(context, phase).length > 0;
}

/** By the log, this phase was done. */
export function hasRun(context: StepContext, phase: MigrationPhase): boolean {
  const ran = runsOf(context, phase).at(-1)?.succeeded === true;
  return ran || context.done.some((action) => action.kind === 'migration.run' && action.phase === phase);
}

/** The Job of this phase had begun, is gone, and nobody has seen its end. */
export function vanished(context: StepContext, phase: MigrationPhase): boolean {
  return runsOf(context, phase).at(-1)?.succeeded === null;
}

function runsOf({ begun, target }: StepContext, phase: MigrationPhase): StepContext['begun'] {
  const name = migrationJob(target, phase);
  return begun.filter(({ job }) => job === name);
}
