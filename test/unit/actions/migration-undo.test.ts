import { expect, it } from 'vitest';
import { migrationNotBegun, migrationUndo } from '../../../src/actions/migration-undo.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { examplePlan } from '../../support/release-plan.ts';

const expand = { job: 'orders-expand', deadlineMs: 60_000 };

function told(undo: object | undefined, said: string): string | undefined {
  const migration = { database: 'orders', expand, ...(undo && { undo }) } as unknown as Migration;
  const plan = examplePlan({ target: { migration } });
  return migrationUndo.undoNote?.({ kind: 'migration.undo' }, plan, 'after 6.7 s', said)?.plain;
}

it.each([
  [
    'what its Job has undone',
    { restores: false },
    'undone',
    'The migration of database orders was undone after 6.7 s.',
  ],
  [
    'a backup that was put back',
    { restores: true },
    'backup b1 is put back',
    'The backup of database orders was put back after 6.7 s.',
  ],
  ['a schema that stays', undefined, 'the schema stays', 'Database orders stays as the migration has left it.'],
  ['what had not begun', { restores: false }, migrationNotBegun, 'The migration of database orders had not begun.'],
])('the way back tells %s', (_, undo, said, words) => {
  expect(told(undo, said)).toBe(words);
});
