import type { Action, ActionOf } from '../actions/index.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { duration } from '../words/format.ts';
import { type Outline, step } from './planner.ts';

/** A Job that its deadline has ended is seen as ended within this time (ms); and its pod needs some time to come up. */
const slackMs = 120_000;

/** The wait for the contract has room for the question at its end, and for one more wait. */
export function contracted(
  { migration, limits }: Target,
  planned: Outline & Pick<Plan, 'staysFrom'>,
  backwards: boolean,
) {
  const contract = migration?.contract;
  if (!contract || backwards) return planned;
  const { afterMs, approval, deadlineMs } = contract;
  const verify: Action = { kind: 'verify.clean' };
  const lookMs = migration.contractDryRun?.deadlineMs ?? 0;
  const soakMs = afterMs + limits.holdMs + slackMs + lookMs;
  const steps = [
    step({ kind: 'migration.soak', forMs: afterMs }, { deadlineMs: soakMs, watched: true }),
    step(
      { kind: 'migration.run', phase: 'contract' },
      { undo: [verify], deadlineMs: deadlineMs + limits.holdMs + slackMs },
    ),
    step(verify, { deadlineMs: limits.readyMs }),
  ];
  const asks = approval === 'ask' ? ', once an approver agrees' : '';
  const note = `${duration(afterMs)} after the new version is in, what only the old one used is taken away from database ${migration.database}${asks}. From then on, only a backup brings the old version back.`;
  return {
    ...planned,
    steps: [...planned.steps, ...steps],
    notes: [...planned.notes, note],
    staysFrom: planned.staysFrom ?? planned.steps.length,
  };
}

/** The dry run that is shown to those who are to approve; where nobody is, that before `expand` is enough. */
export function lookedAhead({ migration, limits, approval }: Target, backwards: boolean): Pick<Plan, 'ahead'> {
  const work = migration?.dryRunAhead;
  if (!work || backwards || approval.required === 0) return {};
  const action: Action = { kind: 'migration.run', phase: 'dryRunAhead' };
  // Another release may have the database: that is waited for like an answer.
  return { ahead: { action, deadlineMs: work.deadlineMs + slackMs + limits.holdMs } };
}

const phases = ['backup', 'dryRun', 'expand', 'verify'] as const satisfies ActionOf<'migration.run'>['phase'][];

/**
 * The same way in, after the migration: the database changes before the first pod of the new version, and is changed back
 * when all of its pods are gone again. Whatever the strategy, and where there is no migration, nothing is different.
 * A version that comes back has run on this schema: it migrates nothing, and its undo would take back its successor's.
 */
export function migrated({ migration, limits }: Target, outline: Outline, backwards: boolean): Outline {
  if (!migration) return outline;
  const { steps, notes } = outline;
  if (backwards) return { ...outline, notes: [...notes, `Database ${migration.database} stays as it is.`] };
  const planned = phases.filter((phase) => migration[phase] !== undefined);
  const before = planned.flatMap((phase, index): Step[] => {
    const work = migration[phase];
    if (!work) return [];
    // Another release may have the database: that is waited for like an answer.
    const waitMs = index === 0 ? limits.holdMs : 0;
    const undo: Action[] = phase === 'expand' ? [{ kind: 'migration.undo' }] : [];
    return [
      step(
        { kind: 'migration.run', phase },
        { undo: [...undo, { kind: 'verify.clean' }], deadlineMs: work.deadlineMs + slackMs + waitMs },
      ),
    ];
  });
  return { ...outline, steps: [...before, ...steps], notes: [...notes, ...notesOn(migration)] };
}

function notesOn({ database, dryRun, destructive, undo }: NonNullable<Target['migration']>): string[] {
  const unseen =
    dryRun === undefined
      ? [`What the migration of database ${database} does is not looked at: the catalogue has no dry run.`]
      : [];
  const allowed =
    dryRun !== undefined && destructive === 'allow'
      ? [`Statements that may lose data are allowed in database ${database} by the catalogue.`]
      : [];
  const restores = undo?.restores
    ? [`A rollback puts the backup of database ${database} back: what was written since is lost.`]
    : [];
  return [...unseen, ...allowed, ...restores];
}
