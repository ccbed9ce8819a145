import { describe, expect, it } from 'vitest';
import { longestSql, readSql } from '../../../src/platform/sql.ts';

/** For each statement why it destroys, or null. */
async function reasons(sql: string): Promise<(string | null)[]> {
  const reading = await readSql(sql);
  if (reading.kind === 'unread') throw new Error(reading.why);
  return reading.statements.map(({ destroys }) => destroys);
}

describe('the statements of a migration', () => {
  it.each([
    'CREATE TABLE orders (id bigint PRIMARY KEY)',
    'ALTER TABLE orders ADD COLUMN note text DEFAULT now()::text, ALTER COLUMN state DROP NOT NULL',
    'CREATE INDEX CONCURRENTLY orders_note ON orders (note)',
    'INSERT INTO schema_migrations VALUES (1)',
    'UPDATE orders SET note = lower(state) WHERE note IS NULL',
    'DELETE FROM orders WHERE id = 3',
    'DELETE FROM orders WHERE id IN (SELECT order_id FROM archive)',
    'DELETE FROM shop.orders o WHERE EXISTS (SELECT 1 FROM archive WHERE archive.order_id = o.id)',
    'UPDATE orders SET note = a.note FROM archive a WHERE a.order_id = orders.id',
    '\ufeffCREATE TABLE notes (id int)',
    '\u001b[32mCREATE TABLE notes (id int);\u001b[0m',
    "ALTER TYPE state ADD VALUE 'paid'",
    "SELECT pg_catalog.set_config('search_path', '', false)",
    'BEGIN',
    'SET lock_timeout = 1000',
    'SELECT id FROM orders FOR UPDATE',
    'WITH old AS (DELETE FROM orders WHERE id = 3 RETURNING *) INSERT INTO archive SELECT * FROM old',
  ])('lose nothing by %s', async (sql) => {
    expect(await reasons(sql)).toEqual([null]);
  });

  it.each([
    ['DROP TABLE orders', 'drops a table'],
    ['DROP INDEX orders_note', 'drops an index'],
    ['drop schema shop cascade', 'drops a schema'],
    ['DROP DATABASE shop', 'drops a database'],
    ['TRUNCATE orders', 'empties a table'],
    ['DELETE FROM orders', 'deletes every row of a table'],
    ['DELETE FROM orders WHERE true', 'deletes every row of a table'],
    ['UPDATE orders SET note = NULL', 'changes every row of a table'],
    ['UPDATE orders SET note = NULL WHERE 1 = 1', 'changes every row of a table'],
    ['DELETE FROM orders WHERE EXISTS (SELECT archive.id FROM archive)', 'deletes every row of a table'],
    ['DELETE FROM orders WHERE 1 IN (SELECT id FROM archive)', 'deletes every row of a table'],
    ['DELETE FROM orders USING archive a WHERE a.id = 1', 'deletes every row of a table'],
    ['UPDATE orders o SET note = NULL FROM archive WHERE archive.id = 1', 'changes every row of a table'],
    ['ALTER TABLE orders ADD a int, DROP COLUMN note', 'drops a column'],
    ['ALTER TABLE orders ALTER COLUMN id TYPE int', 'changes the type of a column'],
    ['ALTER TABLE orders DETACH PARTITION old', 'changes a table (DetachPartition)'],
    ['ALTER TABLE orders DROP CONSTRAINT orders_pkey', 'changes a table (DropConstraint)'],
    ['ALTER TABLE orders SET UNLOGGED', 'changes a table (SetUnLogged)'],
    ['ALTER TABLE orders RENAME TO old', 'takes away a name that the old version uses'],
    ['ALTER TABLE orders RENAME COLUMN a TO b', 'takes away a name that the old version uses'],
    ['ALTER TABLE orders SET SCHEMA old', 'takes away a name that the old version uses'],
    ["ALTER TYPE state RENAME VALUE 'a' TO 'b'", 'takes away a name that the old version uses'],
    ['DO $$ BEGIN DROP TABLE orders; END $$', 'runs a DO block, which cannot be looked into'],
    ['CALL tidy_up()', 'calls a procedure, which cannot be looked into'],
    ['SELECT tidy_up()', 'calls tidy_up, which cannot be looked into'],
    ['SELECT shop.set_config()', 'calls shop.set_config, which cannot be looked into'],
    ['SELECT tidy_up() INTO done', 'calls tidy_up, which cannot be looked into'],
    ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone', 'deletes every row of a table'],
    ['MERGE INTO a USING b ON a.i = b.i WHEN MATCHED THEN DELETE', 'deletes rows of a table'],
    ["COPY orders FROM '/tmp/x'", 'is of a kind that is not known to be harmless (CopyStmt)'],
    ['EXECUTE tidy', 'is of a kind that is not known to be harmless (ExecuteStmt)'],
  ])('are destructive: %s', async (sql, why) => {
    expect(await reasons(sql)).toEqual([why]);
  });

  it('are told apart in a text that is no ASCII, each without the comments before it', async () => {
    const reading = await readSql('-- größer\nALTER TABLE orders ADD ü text;\n\n/* weg */ DROP TABLE\n  über;');
    expect(reading).toEqual({
      kind: 'read',
      statements: [
        { text: 'ALTER TABLE orders ADD ü text', destroys: null },
        { text: 'DROP TABLE über', destroys: 'drops a table' },
      ],
    });
  });

  it('are none where a tool has nothing to do', async () => {
    expect(await readSql(' \n')).toEqual({ kind: 'read', statements: [] });
    expect(await readSql('-- nothing pending\n')).toEqual({ kind: 'read', statements: [] });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['another dialect', 'ALTER TABLE `orders` ENGINE = InnoDB', 'syntax error'],
    ['a log', 'INFO  2 migrations are pending', 'syntax error'],
    [
      'what only MySQL would run',
      'CREATE TABLE a (id int); /*!50003 DROP TABLE orders */;',
      'comments that MySQL runs',
    ],
    ['what only MariaDB would run', '/*M!100100 DROP TABLE orders */;', 'comments that MySQL runs'],
    ['what is not text', 'SELECT 1\0; DROP TABLE orders', 'not text'],
    ['what is too long', `-- ${'x'.repeat(longestSql)}`, 'longer than 256 KiB'],
    ['what is too long as it was printed', `-- ${'ä'.repeat(longestSql / 2)}`, 'longer than 256 KiB'],
    ['what is too long with its colors', '\u001b[0m'.repeat(longestSql / 4 + 1), 'longer than 256 KiB'],
    ['too many statements', 'SELECT 1;'.repeat(2001), 'more than 2000 statements'],
    ['what is nested without end', `SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)}`, 'memory exhausted'],
    ['a chain without end', `SELECT ${'1+'.repeat(60_000)}1`, 'call stack'],
    ['a deep tree', `SELECT ${'1+'.repeat(1500)}1`, 'nested too deeply'],
  ])('says so: %s', async (_, sql, why) => {
    const reading = await readSql(sql);
    expect(reading).toEqual({ kind: 'unread', why: expect.stringContaining(why) });
  });

  it('spoils nothing for the next', async () => {
    await readSql(`SELECT ${'1+'.repeat(60_000)}1`);
    expect(await reasons('TRUNCATE orders')).toEqual(['empties a table']);
  });
});
