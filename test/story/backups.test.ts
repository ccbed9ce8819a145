import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrationJobs, smallDatabase } from '../../sandbox/database/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { type BackupService, startBackupService } from '../support/backup-service.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, longMs, reportOf, stage, wordsOf } from './world.ts';

const table = { name: 'orders', columns: ['id', 'state'], rows: [[1, 'paid']] };
/** As hostile as a service can make it. */
const id = '<!channel> *snap* $(HOME) 1';
const shown = '&lt;!channel&gt; ∗snap∗ $(HOME) 1';

describe('a release whose database is backed up by webhook', () => {
  const databases = { staging: smallDatabase([table]), production: smallDatabase([table]) };
  const jobs = migrationJobs(databases);
  let backups: BackupService;
  const of = (environment: string) => (environment === 'production' ? databases.production : databases.staging);
  beforeAll(async () => {
    backups = await startBackupService({
      make: (environment) => of(environment).run('CREATE TABLE kept AS TABLE orders'),
      async putBack(environment) {
        for (const each of [
          'DROP TABLE IF EXISTS orders',
          'CREATE TABLE orders AS TABLE kept',
          'DROP TABLE IF EXISTS kept',
        ])
          await of(environment).run(each);
      },
      idOf: () => id,
    });
  });
  afterAll(() => backups.close());

  const here = stage({
    edit: (catalogue) =>
      fewerStages(catalogue).replace('/shop/checkout\n', `/shop/checkout\n    migration: ${settings()}\n`),
    cluster: { runProgram: jobs.run },
  });
  const settings = () =>
    JSON.stringify({
      database: 'orders',
      deadline: '30s',
      destructive: 'allow',
      backup: { webhook: { url: backups.url } },
      expand: { command: ['migrate', 'run', 'ALTER TABLE orders ADD COLUMN note text'] },
      undo: { webhook: { url: backups.url } },
    });
  const told = (ts: string) => here.world.slack.thread(channel, ts).map(wordsOf).join('\n');

  it(
    'puts that very backup back when the version is worse, and names it wherever people look',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.5.0 to production');
      expect(wordsOf(card)).toContain('put the backup of database orders back: what was written since is lost');
      await slack.as(people.mika).click(card, 'approve');
      const report = await reportOf(here, card);
      expect(report.text).toContain('ROLLBACK');
      expect(backups.done.splice(0)).toEqual([`backup ${id}`, `restore ${id}`]);
      expect(await databases.production.tables()).toEqual([table]);
      expect(told(card.ts)).toContain(`is backed up: backup ${shown}`);
      expect(told(card.ts)).toContain('has been put back');
      expect(wordsOf(report)).toContain(shown);
      const ended = await slack.waitForMessage(
        ({ ts, text }) => ts === card.ts && text.includes('Rolled back'),
        longMs,
      );
      expect(wordsOf(ended)).toContain(shown);
      for (const words of [told(card.ts), wordsOf(ended)]) expect(words).not.toContain('<!channel>');
      expect(jobs.ran.map(({ env }) => env['SLUICE_BACKUP'])).toEqual([id]);
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'calls a person where the backup is gone, puts nothing else back, and ends when they take it over',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.5.0 to staging');
      await slack.waitForMessage(({ threadTs, text }) => threadTs === card.ts && text.includes('is migrated'), longMs);
      backups.forgets = true;
      const stuck = await slack.waitForMessage(({ text }) => text.includes('is stuck'), longMs);
      expect(wordsOf(stuck)).toContain('of database orders by this release is not there any more');
      await slack.as(people.aoi).click(stuck, 'ack_stuck');
      const own = await slack.waitForMessage((message) => message.ts === card.ts && has(message, 'take_over'), longMs);
      await slack.as(people.aoi).click(own, 'take_over');
      await slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes('handed over'), longMs);
      expect(backups.done).toEqual([`backup ${id}`]);
      expect((await databases.staging.tables()).map(({ name }) => name)).toEqual(['kept', 'orders']);
    },
    2 * longMs,
  );
});
