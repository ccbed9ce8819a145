import { z } from 'zod';
import { isHook } from '../domain/migration.ts';
import { jobsByHand } from '../words/by-hand.ts';
import { clip } from '../words/escape.ts';
import { say, type Words } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('migration.undo') });
type Undo = z.infer<typeof schema>;

function describe(_: Undo, { target: { migration, service } }: ActionContext): Words {
  const database = migration?.database ?? service;
  if (!migration?.undo) return say`let a migration that runs end; database ${database} stays migrated`;
  if (migration.undo.restores) return say`put the backup of database ${database} back: what was written since is lost`;
  return say`revert the migration of database ${database}`;
}

/** Of a database's name, as many characters as a dialog of Slack's has room for. */
const longestName = 20;

/** What the way back notes where there was nothing to take back; it stands in logs. */
export const migrationNotBegun = 'the migration had not begun';

/** What `expand` did is taken back, where the catalogue says how and it was done; a migration that runs is never cut off. */
export const migrationUndo = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'migrate',
  rank: 2,
  note: () => null,
  warning(_, { target: { migration, service } }) {
    const database = clip(migration?.database ?? service, longestName);
    if (!migration?.undo) return say`Database ${database} stays migrated.`;
    if (migration.undo.restores) return say`Database ${database} gets its backup back: later writes are lost.`;
    return say`The migration of database ${database} is undone.`;
  },
  undoNote(_, { target: { migration, service } }, when, said) {
    const database = migration?.database ?? service;
    if (said === migrationNotBegun) return say`The migration of database ${database} had not begun.`;
    if (!migration?.undo) return say`Database ${database} stays as the migration has left it.`;
    if (migration.undo.restores) return say`The backup of database ${database} was put back ${when}.`;
    return say`The migration of database ${database} was undone ${when}.`;
  },
  // Where no Job goes back, there is none to remove: whoever has put the backup back takes the rollback over.
  byHand: (_, { target }) =>
    target.migration?.undo && isHook(target.migration.undo)
      ? null
      : {
          command: jobsByHand(target),
          hint: 'once you have looked at the database and put it right: Sluice then goes on without the Job that failed',
        },
  estimateMs: () => 20_000,
  tidies: false,
  leaves: ['migration jobs'],
});
