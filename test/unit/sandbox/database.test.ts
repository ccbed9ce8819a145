import { expect, it } from 'vitest';
import { migrationJobs, smallDatabase } from '../../../sandbox/database/index.ts';

const orders = { name: 'orders', columns: ['id'], rows: [[1], [2]] };

function jobs() {
  const staging = smallDatabase([orders]);
  const { run, ran } = migrationJobs({ staging });
  const play = (...command: string[]) =>
    run({ pod: 'a', namespace: 'staging', image: '', command: ['migrate', ...command], env: {} }, AbortSignal.any([]));
  return { play, ran, tables: () => staging.tables() };
}

it('a migration copies the rows, adds a column, and takes both back', async () => {
  const { play, tables } = jobs();
  await play('run', 'CREATE TABLE orders_backup AS TABLE orders');
  expect(await play('run', 'ALTER TABLE orders ADD COLUMN note text')).toEqual({
    exitCode: 0,
    log: 'ran: ALTER TABLE orders ADD COLUMN note text',
  });
  expect(await tables()).toEqual([
    {
      name: 'orders',
      columns: ['id', 'note'],
      rows: [
        [1, null],
        [2, null],
      ],
    },
    { ...orders, name: 'orders_backup' },
  ]);
  await play('run', 'ALTER TABLE orders DROP COLUMN note', 'DROP TABLE IF EXISTS orders_backup');
  expect(await tables()).toEqual([orders]);
});

it('what is printed changes nothing', async () => {
  const { play, tables, ran } = jobs();
  expect(await play('print', 'ALTER TABLE orders DROP COLUMN id')).toEqual({
    exitCode: 0,
    log: 'ALTER TABLE orders DROP COLUMN id;',
  });
  expect(await tables()).toEqual([orders]);
  expect(ran.map(({ command }) => command[1])).toEqual(['print']);
});

it.each([
  ['ALTER TABLE orders ADD COLUMN id text', 'column "id" of relation "orders" already exists'],
  ['SELECT note FROM orders', 'column "note" does not exist'],
  ['CREATE TABLE copy AS TABLE nowhere', 'relation "nowhere" does not exist'],
  ['VACUUM', 'the small database does not understand: VACUUM'],
])('%s ends a Job with the words of a database', async (statement, words) => {
  const { play, tables } = jobs();
  const { exitCode, log } = await play('run', statement, 'ALTER TABLE orders DROP COLUMN id');
  expect([exitCode, log]).toEqual([1, `ERROR ${words}`]);
  expect(await tables()).toEqual([orders]);
});
