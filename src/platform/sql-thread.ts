import { parentPort } from 'node:worker_threads';
import { parse } from 'libpg-query';
import { type SqlReading, statementsOf } from '../migrations/statements.ts';

/** A thread that reads SQL by PostgreSQL's own parser: it is sent the text, and answers with a `SqlReading`. */
async function read(sql: string): Promise<SqlReading> {
  try {
    return { kind: 'read', statements: statementsOf(sql, await parse(sql)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unread', why: `PostgreSQL's parser can't read it: ${why.slice(0, 200)}` };
  }
}

parentPort?.on('message', (sql: string) => void read(sql).then((answer) => parentPort?.postMessage(answer)));
