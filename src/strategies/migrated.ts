import type { Action, ActionOf } from '../actions/index.ts';
import type { Step } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { type Outline, step } from './planner.ts';

/** A Job that its deadline has ended is seen as ended within this time (ms); and its pod needs some time to come up. */
const slackMs = 120_000;

const phases = ['backup', 'dryRun', 'expand', 'verify'] as const satisfies ActionOf<'migration.run'>['phase'][];

/**
 * The same way in, after the migration: the database changes before the first pod of the new version, and is changed back
 * when all of its pods are gone again. Whatever the strategy, and where there is no migration, nothing is different.
 */
export function migrated({ migration, limits }: Target, outline: Outline): Outline {
  if (!migration) return outline;
  const { steps, notes } = outline;
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
