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

function withMigrations(catalogue: string): string {
  const add = (text: string, service: string, migration: object) =>
    text.replace(`/shop/${service}\n`, `/shop/${service}\n    migration: ${JSON.stringify(migration)}\n`);
  return add(add(fewerStages(catalogue), 'checkout', checkout), 'search', search);
}

describe.skipIf(!(await isInstalled()))('a release with a migration, on a real PostgreSQL', () => {
  let postgres: Postgres;
  const jobs = localJobs(() => postgres.url('orders'));
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.sql('postgres', 'CREATE DATABASE orders');
    await postgres.sql('orders', "CREATE TABLE orders (id int, state text); INSERT INTO orders VALUES (1, 'paid')");
  }, longMs);
  afterAll(() => postgres.stop());
  const here = stage({ edit: withMigrations, cluster: { runProgram: jobs.run } });

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
      expect(wordsOf(card)).toContain('back up database orders, then read what the migration would do');
      expect(wordsOf(card)).toContain('undo the migration of database orders');
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
      expect(told(card.ts)).toContain('1 statement, none of which may lose data');
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
});
