import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqlReading } from '../migrations/statements.ts';
import { Thread } from './thread.ts';

/** A migration of more characters than this is not read: it counts as destructive. */
export const longestSql = 256 * 1024;
/** Nor is one of more statements: nobody reads the list. */
const mostStatements = 2000;

/**
 * The parser is 1.7 MB of WebAssembly, which is loaded when the first migration is read, and it can take a second for what
 * is long: in a thread, that holds up no rollback.
 */
const thread = new Thread<string, SqlReading>({
  file: new URL(`./sql-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
  what: 'reading the SQL',
  withinMs: 10_000,
  idleMs: 60_000,
  memoryMb: 256,
});

/** What a migration would do. Never rejects: what cannot be read is said. */
export async function readSql(sql: string): Promise<SqlReading> {
  // The parser refuses what has nothing in it, which is what a tool prints that has nothing to do.
  if (sql.trim() === '') return { kind: 'read', statements: [] };
  if (sql.length > longestSql) return { kind: 'unread', why: `it is longer than ${longestSql / 1024} KiB` };
  // For C, the text would end there.
  if (sql.includes('\0')) return { kind: 'unread', why: 'it is not text' };
  try {
    const reading = await thread.ask(sql);
    const tooMany = reading.kind === 'read' && reading.statements.length > mostStatements;
    return tooMany ? { kind: 'unread', why: `it has more than ${mostStatements} statements` } : reading;
  } catch (error) {
    return { kind: 'unread', why: error instanceof Error ? error.message : String(error) };
  }
}
