import type { Migration } from '../../src/domain/migration.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });

const migration: Migration = {
  database: 'orders',
  destructive: 'ask',
  backup: work('backup'),
  dryRun: work('migrate', '--print'),
  expand: work('migrate'),
  verify: work('migrate', '--check'),
  undo: { ...work('migrate', '--to=41'), restores: false, afterFailure: true },
};

const jobs = (name: string) => (name.endsWith('dry-run') ? { log: 'ALTER TABLE orders DROP COLUMN note;\n' } : {});

/** Releases that change a database. @param bad whose version is worse than the one before */
export function migrationStories(approved: Approved, bad: StageOptions): Record<string, Story> {
  const refused = { ...migration, destructive: 'refuse' } as const;
  const allowed = { ...migration, destructive: 'allow' } as const;
  return {
    'migration-agreed-and-undone': approved({ ...bad, migration, jobs }, async (stage) => {
      await stage.until(({ hold }) => hold?.code === 'destructive');
      await stage.says('hold-go');
      await stage.run();
    }),
    'migration-refused': approved({ ...bad, migration: refused, jobs }, (stage) => stage.run()),
    'migration-allowed-and-undone': approved({ ...bad, migration: allowed, jobs }, (stage) => stage.run()),
  };
}
