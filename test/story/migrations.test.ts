import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { localJobs } from '../support/postgres/local-jobs.ts';
import { isInstalled } from '../support/postgres/programs.ts';
import { type Postgres, startPostgres } from '../support/postgres/server.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, longMs, reportOf, stage, wordsOf } from './world.ts';

const rows = [{ id: 1, state: 'paid' }];

/** The migration of checkout, which every version brings. */
const checkout = {
  database: 'orders',
  deadline: '30s',
  backup: { command: ['run', 'CREATE SCHEMA backup', 'CREATE TABLE backup.orders AS TABLE orders'] },
  dryRun: { command: ['print', 'ALTER TABLE orders ADD COLUMN note text'] },
  expand: { command: ['run', 'ALTER TABLE orders ADD COLUMN note text'] },
  verify: { command: ['run', 'SELECT note FROM orders'] },
  undo: { command: ['run', 'ALTER TABLE orders DROP COLUMN note', 'DROP SCHEMA backup CASCADE'] },
};
/** That of search drops a table, and fails half-way. */
const search = {
  database: 'orders',
  deadline: '30s',
  dryRun: { command: ['print', 'CREATE TABLE found (id int)', 'DROP TABLE nowhere'] },
  expand: {
    command: [
      'run',
      'CREATE TABLE found (id int)',
      "SELECT 'postgres://shop:hunter22@db/orders'",
      'DROP TABLE nowhere',
    ],
  },
  undo: { command: ['run', 'DROP TABLE found'] },
};
/** That of web only takes away, and shows it before. */
const web = {
  database: 'orders',
  deadline: '30s',
  dryRun: { command: ['print', 'ALTER TABLE orders ADD COLUMN status text'] },
  expand: { command: ['run', 'ALTER TABLE orders ADD COLUMN status text'] },
  contract: {
    after: '1s',
    dryRun: { command: ['print', 'ALTER TABLE orders DROP COLUMN state'] },
    command: ['run', 'ALTER TABLE orders DROP COLUMN state'],
  },
};
const lost = ['ALTER TABLE orders ADD COLUMN basket int', 'DROP TABLE legacy'];
/** In production, web shows whoever is to approve what they approve. */
const webInProduction = {
  ...web,
  dryRun: { before: 'approval', command: ['print', ...lost] },
  expand: { command: ['run', ...lost] },
};

function withMigrations(catalogue: string): string {
  const add = (text: string, service: string, migration: object) =>
    text.replace(`/shop/${service}\n`, `/shop/${service}\n    migration: ${JSON.stringify(migration)}\n`);
  const all = add(add(add(fewerStages(catalogue), 'checkout', checkout), 'search', search), 'web', web);
  const production = `    environments: { staging: {}, production: { migration: ${JSON.stringify(webInProduction)} } }`;
  return all.replace('/shop/web\n', `/shop/web\n${production}\n`);
}

describe.skipIf(!(await isInstalled()))('a release with a migration, on a real PostgreSQL', () => {
  let postgres: Postgres;
  const jobs = localJobs(() => postgres.url('orders'));
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.sql('postgres', 'CREATE DATABASE orders');
    await postgres.sql(
      'orders',
      "CREATE TABLE orders (id int, state text); INSERT INTO orders VALUES (1, 'paid'); CREATE TABLE legacy (id int)",
    );
  }, longMs);
  afterAll(() => postgres.stop());
  /** Dry runs before an approval take as long as a test says. */
  let looks: Promise<void> = Promise.resolve();
  const runProgram: typeof jobs.run = async (program, signal) => {
    if (program.pod.includes('dry-run-ahead')) await looks;
    return jobs.run(program, signal);
  };
  const here = stage({ edit: withMigrations, cluster: { runProgram } });

  const columns = async () =>
    (
      await postgres.sql(
        'orders',
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'orders' AND table_schema = 'public'",
      )
    ).map(({ name }) => name);
  const told = (ts: string) => here.world.slack.thread(channel, ts).map(wordsOf).join('\n');
  const phases = () => jobs.ran.splice(0).map(({ pod }) => /-migration-([a-z-]+?)-[a-z0-9]+$/.exec(pod)?.[1]);

  it(
    'takes the new column back with a version that is worse, and keeps the rows',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.5.0 to production');
      expect(wordsOf(card)).toContain('database orders: back up, dry run, migrate, verify');
      expect(wordsOf(card)).toContain('undo: revert the migration of database orders');
      await slack.as(people.mika).click(card, 'approve');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(phases()).toEqual(['backup', 'dry-run', 'expand', 'verify', 'undo']);
      expect(await columns()).toEqual(['id', 'state']);
      expect(await postgres.sql('orders', 'TABLE orders')).toEqual(rows);
      expect(cluster.snapshot()).toBe(before);
    },
    2 * longMs,
  );

  it(
    'migrates before the first pod of a good version, and leaves nothing but the new column',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to production');
      await slack.as(people.mika).click(card, 'approve');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(phases()).toEqual(['backup', 'dry-run', 'expand', 'verify']);
      expect(await columns()).toEqual(['id', 'state', 'note']);
      expect(await postgres.sql('orders', 'SELECT id, state FROM backup.orders')).toEqual(rows);
      expect(told(card.ts)).toContain("1 statement, which can't lose data");
      expect(told(card.ts)).toContain('ran: SELECT note FROM orders');
      expect(cluster.objects.list('jobs')).toEqual([]);
    },
    2 * longMs,
  );

  it(
    'asks an approver about what may lose data, and calls a person where it fails half-way',
    async () => {
      const { slack, cluster } = here.world;
      const staging = await ask(here, 'search 1.9.1 to staging');
      const hold = await slack.waitForMessage(
        (message) => message.text.includes('DROP TABLE nowhere: drops a table') && message.threadTs === undefined,
        longMs,
      );
      expect(phases()).toEqual(['dry-run']);
      expect(has(hold, 'hold_go')).toBe(true);
      await slack.as(people.mika).click(hold, 'hold_go');
      const stuck = await slack.waitForMessage((message) => message.text.includes('is stuck'), longMs);
      expect(wordsOf(stuck)).toContain('failed half-way, and nobody can tell what it had done');
      expect(wordsOf(stuck)).toContain('kubectl -n staging delete job/search-migration-expand');
      expect(told(staging.ts)).toContain('table \\"nowhere\\" does not exist');
      await slack.waitForMessage((message) => wordsOf(message).includes('postgres://shop:…@db'), longMs);
      expect(told(staging.ts)).not.toContain('hunter22');
      expect(phases()).toEqual(['expand']);
      await postgres.sql('orders', 'DROP TABLE found');
      cluster.objects.delete('jobs', 'search-migration-expand', 'staging');
      expect((await reportOf(here, staging)).text).toContain('ROLLBACK');
      expect(phases()).toEqual([]);
      expect(await postgres.sql('orders', 'SELECT id, state FROM orders')).toEqual(rows);
    },
    2 * longMs,
  );

  it(
    'shows what would be lost before anybody approves, and keeps what the old version used where nobody wants it gone',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const { promise, resolve } = Promise.withResolvers<void>();
      looks = promise;
      const card = await ask(here, 'web 5.1.1 to production');
      expect(wordsOf(card)).toContain('The dry run of the migration is running');
      await slack.as(people.mika).click(card, 'approve');
      await slack.as(people.mika).waitForEphemeral(({ text }) => text.includes("you're asked again"));
      resolve();
      const shown = await slack.waitForMessage(
        (message) => message.ts === card.ts && wordsOf(message).includes('• DROP TABLE legacy: drops a table'),
        longMs,
      );
      expect(wordsOf(shown)).toContain('Data may be lost by 1 of 2 statements in the migration');
      await slack.waitForMessage(
        (message) => message.threadTs === card.ts && message.text.includes('you approved before that could be seen'),
        longMs,
      );
      expect(cluster.snapshot()).toBe(before);
      expect(phases()).toEqual(['dry-run-ahead']);
      await slack.as(people.mika).click(shown, 'approve');
      const asked = await slack.waitForMessage((message) => has(message, 'hold_go') && !message.threadTs, longMs);
      expect(phases()).toEqual(['dry-run', 'expand', 'contract-dry-run']);
      expect(wordsOf(asked)).toContain('• ALTER TABLE orders DROP COLUMN state: drops a column');
      await slack.as(people.mika).click(asked, 'rollback');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const left = 'database orders still has what only 5.1.0 used';
      await slack.waitForMessage((message) => message.ts === card.ts && wordsOf(message).includes(left), longMs);
      await slack.waitForMessage((message) => message.ts === asked.ts && !has(message, 'hold_go'), longMs);
      expect(await columns()).toContain('state');
      expect(phases()).toEqual([]);
      expect(cluster.objects.list('jobs')).toEqual([]);
      await slack.as(people.aoi).command(channel, '/deploy history web');
      await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('released without its contract'));
    },
    2 * longMs,
  );

  it(
    'takes away what only the old version used when an approver says so, once the new one has been in for a time',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 to staging');
      expect(wordsOf(card)).toContain('take away from database orders what only the old version used');
      const asked = await slack.waitForMessage((message) => has(message, 'hold_go') && !message.threadTs, longMs);
      expect(wordsOf(asked)).toContain('Data may be lost by 1 of 1 statement in the contract');
      expect(wordsOf(asked)).toContain('• ALTER TABLE orders DROP COLUMN state: drops a column');
      expect(await columns()).toContain('state');
      await slack.as(people.mika).click(asked, 'hold_go');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(await columns()).not.toContain('state');
    },
    2 * longMs,
  );
});
