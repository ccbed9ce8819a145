import type { Migration } from '../../src/domain/migration.ts';
import { isSoaking } from '../../src/domain/release-state.ts';
import { stableRef } from '../../src/workloads/of-target.ts';
import { backupService } from './backup-service.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

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

const hook = {
  webhook: {
    url: 'https://backups.example/sluice',
    headers: { authorization: { env: 'BACKUP_TOKEN', prefix: 'Bearer ' } },
    secret: 'BACKUP_KEY',
    timeoutMs: 10_000,
  },
  deadlineMs: 600_000,
};

/** The same, backed up and put back by another service. */
const hooked: Migration = {
  ...migration,
  destructive: 'allow',
  backup: hook,
  undo: { ...hook, restores: true, afterFailure: false },
};

const jobs = (name: string) => (name.includes('dry-run') ? { log: 'ALTER TABLE orders DROP COLUMN note;\n' } : {});

const expandRunsOn = (name: string) => ({ runsOn: name.endsWith('expand') });

/** Another release changes the database. */
async function another({ store, events }: Stage): Promise<void> {
  const [first] = await events();
  if (first?.type !== 'requested') throw new Error('a release log must begin with its request');
  const { request, plan } = first;
  await store.create({
    ...first,
    request: { ...request, key: 'another', service: 'search' },
    plan: { ...plan, target: { ...plan.target, service: 'search' } },
  });
  await store.lockDatabase('r2', 'orders', 'search in production');
}

/**
 * Releases that change a database.
 * @param good whose version is as good as the one before
 * @param bad whose version is worse
 */
export function migrationStories(approved: Approved, good: StageOptions, bad: StageOptions): Record<string, Story> {
  const refused = { ...migration, destructive: 'refuse' } as const;
  const { undo: _, ...rest } = migration;
  const contract = { ...work('contract'), afterMs: 60_000, approval: 'ask' as const };
  const contracting = { ...rest, destructive: 'allow' as const, contract };
  const ahead = { ...rest, dryRunAhead: work('migrate', '--print') };
  const looked = { ...ahead, contract, contractDryRun: work('contract', '--print') };
  const allowed = { ...migration, destructive: 'allow' } as const;
  return {
    'migration-agreed-and-undone': approved({ ...bad, migration, jobs }, async (stage) => {
      await stage.until(({ hold }) => hold?.code === 'destructive');
      await stage.says('hold-go');
      await stage.run();
    }),
    'migration-contract-agreed': approved({ ...good, migration: contracting }, async (stage) => {
      await stage.until(({ hold }) => hold?.code === 'contract');
      await stage.says('hold-go');
      await stage.run();
    }),
    'migration-contract-left': approved({ ...good, migration: contracting }, async (stage) => {
      await stage.until(isSoaking);
      await stage.says('abort');
      await stage.run();
    }),
    'migration-contract-failed': approved(
      {
        ...good,
        migration: { ...contracting, contract: { ...contracting.contract, approval: 'none' } },
        jobs: (name) => (name.endsWith('contract') ? { succeeds: false } : {}),
      },
      (stage) => stage.run(),
    ),
    'migration-contract-undone': approved({ ...good, migration: contracting }, async (stage) => {
      await stage.until(isSoaking);
      await stage.seen('crash-loop', 'exit code 1');
      await stage.run();
    }),
    'migration-contract-replaced': approved({ ...good, migration: contracting }, async (stage) => {
      await stage.until(isSoaking);
      const { plan } = await stage.release();
      const stable = await stage.kube.get(stableRef(plan.target));
      await stage.kube.replace(JSON.parse(JSON.stringify(stable).replaceAll(plan.to.image, plan.from.image)));
      await stage.run();
    }),
    'migration-contract-unknown': approved({ ...good, migration: contracting }, async (stage) => {
      await stage.until(isSoaking);
      await stage.lost('its log had 40 entries and now has 30');
      await stage.run();
    }),
    'migration-job-lost': approved({ ...good, migration: allowed, jobs: expandRunsOn }, async (stage) => {
      await stage.until(({ begun = [] }) => begun.some(({ job }) => job.endsWith('expand')));
      const ref = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'checkout-migration-expand' };
      await stage.kube.remove(ref);
      await stage.until(({ hold }) => hold?.code === 'job-lost');
      await stage.says('hold-go');
      await stage.run();
    }),
    'migration-backup-put-back': approved({ ...bad, migration: hooked, webhook: backupService() }, (stage) =>
      stage.run(),
    ),
    'migration-backup-failed': approved(
      { ...good, migration: hooked, webhook: backupService({ fails: true }) },
      (stage) => stage.run(),
    ),
    'migration-shown-ahead': approved({ ...good, migration: looked, jobs }, async (stage) => {
      await stage.until(({ hold }) => hold?.code === 'contract');
      await stage.says('hold-go');
      await stage.run();
    }),
    'migration-approved-unseen': async () => {
      const stage = await openStage({ ...good, migration: ahead, jobs: () => ({ log: 'EXEC sp_rename' }) });
      await stage.approved();
      await stage.until((release) => release.ahead?.kind === 'read');
      await stage.approved();
      await stage.run();
      return stage;
    },
    'migration-ahead-refused': async () => {
      const stage = await openStage({ ...good, migration: { ...ahead, destructive: 'refuse' }, jobs });
      await another(stage);
      await stage.until((release) => release.ahead?.kind === 'retrying');
      await stage.store.append('r2', 1, [
        { type: 'finished', at: stage.clock.now(), outcome: 'withdrawn', by: null, reason: null },
      ]);
      await stage.run();
      return stage;
    },
    'migration-refused': approved({ ...bad, migration: refused, jobs }, (stage) => stage.run()),
    'migration-allowed-and-undone': approved({ ...bad, migration: allowed, jobs }, (stage) => stage.run()),
  };
}
