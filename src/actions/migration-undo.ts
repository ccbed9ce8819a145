import { z } from 'zod';
import { jobsByHand } from '../words/by-hand.ts';
import { say, type Words } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('migration.undo') });
type Undo = z.infer<typeof schema>;

function describe(_: Undo, { target: { migration, service } }: ActionContext): Words {
  const database = migration?.database ?? service;
  if (!migration?.undo) return say`let a migration that runs end; database ${database} stays migrated`;
  if (migration.undo.restores) return say`put the backup of database ${database} back: what was written since is lost`;
  return say`undo the migration of database ${database}`;
}

/** What `expand` did is taken back, where the catalogue says how and it was done; a migration that runs is never cut off. */
export const migrationUndo = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'migrate',
  rank: 2,
  note: () => null,
  undoNote: (_, { target: { migration, service } }, when) =>
    migration?.undo
      ? say`The migration of database ${migration.database} is dealt with ${when}.`
      : say`Database ${migration?.database ?? service} stays as the migration has left it.`,
  byHand: (_, { target }) => ({
    command: jobsByHand(target),
    hint: 'once you have looked at the database and put it right: Sluice then goes on without the Job that failed',
  }),
  estimateMs: () => 20_000,
  tidies: false,
  leaves: ['migration jobs'],
});
