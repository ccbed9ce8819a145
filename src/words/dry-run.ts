import type { DryRun } from '../domain/dry-run.ts';
import { counted } from './format.ts';

/** What the dry run is of. */
type Of = 'migration' | 'contract';

/** "Data may be lost by 1 of 3 statements in the migration", without a full stop. */
export function dryRunHeading(found: DryRun, of: Of): string {
  if (found.kind === 'unread') return `Nobody can tell what the ${of} would destroy: ${found.why}`;
  const { statements, destructive } = found;
  const all = counted(statements, 'statement');
  if (destructive > 0) return `Data may be lost by ${destructive} of ${all} in the ${of}`;
  if (statements === 0) return 'nothing to do';
  return statements === 1 ? `${all}, which can't lose data` : `${all}, none of which may lose data`;
}

/** "• DROP TABLE orders: drops a table" of those by which data may be lost, and how many more there are. */
export function destructiveList(found: DryRun): string[] {
  if (found.kind === 'unread') return [];
  const worst = found.listed.filter(({ destroys }) => destroys !== null);
  return listed(worst, found.destructive);
}

/** The same of all statements. */
export function statementList(found: DryRun): string[] {
  return found.kind === 'unread' ? [] : listed(found.listed, found.statements);
}

type Listed = Extract<DryRun, { kind: 'read' }>['listed'];

function listed(statements: Listed, all: number): string[] {
  const shown = statements.map(({ text, destroys }) => (destroys === null ? `• ${text}` : `• ${text}: ${destroys}`));
  const more = all - shown.length;
  return more > 0 ? [...shown, `• and ${more} more`] : shown;
}
