import type { Migration } from '../domain/migration.ts';
import { numberIn } from '../domain/names.ts';
import { StaleWriter } from '../platform/kube/fence.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

/** Locks the database for as long as the release lives. Null once it is locked. */
export async function lockFor(
  { release, lockDatabase }: StepContext,
  { database }: Migration,
): Promise<StepOutcome | null> {
  const lock = await lockDatabase(database);
  switch (lock.kind) {
    case 'locked':
      return null;
    case 'busy':
      return { kind: 'retry', error: `database ${database} is being changed by ${holderWords(lock)}`, ms: lookAgainMs };
    case 'over':
      throw new StaleWriter(`release ${release} is over`, true);
  }
}

/** "#142 (search in production) since 14:02 UTC", as far as it is known. */
export function holderWords({ id, of, since }: { id: string; of: string | null; since: number | null }): string {
  const number = numberIn(id);
  const who = number === null ? `release ${id}` : `#${number}`;
  const what = of === null ? who : `${who} (${of})`;
  return since === null ? what : `${what} since ${new Date(since).toISOString().slice(11, 16)} UTC`;
}
