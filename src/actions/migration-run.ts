import { z } from 'zod';
import { say, type Words } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const phases = ['dryRunAhead', 'backup', 'dryRun', 'expand', 'verify', 'contract'] as const;
const schema = z.object({ kind: z.literal('migration.run'), phase: z.enum(phases) });
type Run = z.infer<typeof schema>;

/** A guess (ms): nobody knows how long a migration takes. */
const usualMs = 20_000;

/** What a line says that names the database first. */
const briefly: Record<Run['phase'], string> = {
  dryRunAhead: 'dry run',
  backup: 'back up',
  dryRun: 'dry run',
  expand: 'migrate',
  verify: 'verify',
  contract: 'contract',
};

function describe({ phase }: Run, { target }: ActionContext): Words {
  const database = target.migration?.database ?? target.service;
  switch (phase) {
    case 'backup':
      return say`back up database ${database}`;
    case 'dryRunAhead':
    case 'dryRun':
      return say`read what the migration would do`;
    case 'expand':
      return say`migrate database ${database}`;
    case 'verify':
      return say`verify the migration`;
    case 'contract':
      return say`take away from database ${database} what only the old version used`;
  }
}

function done({ phase }: Run, { target }: ActionContext): Words {
  const database = target.migration?.database ?? target.service;
  switch (phase) {
    case 'backup':
      return say`Database ${database} is backed up`;
    case 'dryRunAhead':
    case 'dryRun':
      return say`Dry run of the migration`;
    case 'expand':
      return say`Database ${database} is migrated`;
    case 'verify':
      return say`The migration is verified`;
    case 'contract':
      return say`What only the old version used is gone from database ${database}`;
  }
}

/** One phase of the migration has been run by a Job, once, and has succeeded. */
export const migrationRun = defineAction(schema, {
  describe,
  describeUndo: describe,
  brief: ({ phase }) => briefly[phase],
  group: (before) => (before === 'contract' ? before : 'migrate'),
  rank: 0,
  note: (action, context, { took, said }) =>
    said === '' ? say`${done(action, context)} (${took}).` : say`${done(action, context)}: ${said} (${took}).`,
  byHand: () => null,
  estimateMs: () => usualMs,
  tidies: false,
  leaves: ['migration jobs'],
});
