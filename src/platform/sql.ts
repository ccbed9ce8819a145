import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutColors } from '../domain/mask.ts';
import type { SqlReading } from '../migrations/statements.ts';
import { Thread } from './thread.ts';

/** A migration of more bytes than this is not read: it counts as destructive. */
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

/** A comment to PostgreSQL, and statements to MySQL and MariaDB (`/*!50003 DROP TABLE orders *\/`). */
const runByOthers = /\/\*M?!/;

/** What a migration would do, by what a tool has printed. Never rejects: what cannot be read is said. */
export async function readSql(printed: string): Promise<SqlReading> {
  // By bytes, and before anything is taken away: so much of a log was asked for, and what follows is not known.
  const tooLong = Buffer.byteLength(printed) > longestSql;
  if (tooLong) return { kind: 'unread', why: `it is longer than ${longestSql / 1024} KiB` };
  // Of files that are printed one after the other, each may begin with a byte order mark.
  const sql = withoutColors(printed).replace(/^\uFEFF/gm, '');
  // The parser refuses what has nothing in it, which is what a tool prints that has nothing to do.
  if (sql.trim() === '') return { kind: 'read', statements: [] };
  if (runByOthers.test(sql)) return { kind: 'unread', why: 'it has comments that MySQL runs (/*! … */)' };
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
