import type { DryRun } from '../domain/dry-run.ts';
import type { Statement } from '../migrations/statements.ts';
import { sha256 } from '../platform/digest.ts';
import { readSql } from '../platform/sql.ts';
import { clip } from '../words/escape.ts';
import { type JobLog, toldOf } from './job-log.ts';

/** So many statements are listed, and so many characters of each. */
const most = { listed: 8, text: 200 };

/** What a dry run has printed, read as SQL. Never rejects: what cannot be read is said. */
export async function readDryRun(log: JobLog): Promise<DryRun> {
  if (log.text === null) return { kind: 'unread', why: toldOf(log, log.why ?? ''), digest: null };
  const reading = await readSql(log.text);
  if (reading.kind === 'unread') {
    return { kind: 'unread', why: toldOf(log, reading.why), digest: sha256(toldOf(log, log.text)) };
  }
  const told = reading.statements.map(({ text, destroys }): Statement => ({ text: toldOf(log, text), destroys }));
  const worst = told.filter(({ destroys }) => destroys !== null);
  const others = told.filter(({ destroys }) => destroys === null);
  return {
    kind: 'read',
    statements: told.length,
    destructive: worst.length,
    listed: [...worst, ...others]
      .slice(0, most.listed)
      .map(({ text, destroys }) => ({ text: clip(text, most.text), destroys })),
    digest: sha256(JSON.stringify(worst)),
  };
}
