import type { ActionOf } from '../actions/index.ts';
import { mayDestroy } from '../domain/dry-run.ts';
import type { Migration } from '../domain/migration.ts';
import { destructiveList, dryRunHeading } from '../words/dry-run.ts';
import { lookAtDryRun } from './migration-look.ts';
import { done, type StepContext, type StepOutcome, type StepRunner } from './step.ts';
import { noLongerIn } from './still-in.ts';

/**
 * The wait before the contract. Whoever else changes the database may do so meanwhile. At its end a person is asked, unless
 * the catalogue wants nobody asked and the version is known to be well: what nobody can tell is no reason to go on, and
 * neither is what the contract's own dry run shows, or does not.
 */
export const soakBeforeContract: StepRunner<ActionOf<'migration.soak'>> = async (context, { forMs }) => {
  const { target, since, now, waived, freeDatabase } = context;
  const contract = target.migration?.contract;
  if (!target.migration || !contract) return { kind: 'fail', detail: 'the target has no migration with contract' };
  if (waived) return done('a person has agreed');
  const left = since + forMs - now;
  if (left > 0) await freeDatabase(target.migration.database);
  if (left > 0) return { kind: 'wait', ms: left, what: 'the time before the contract to pass' };
  const other = await noLongerIn(context);
  if (other !== null) return { kind: 'fail', detail: other, replaced: true };
  return atItsEnd(context, target.migration, contract.approval);
};

type Approval = NonNullable<Migration['contract']>['approval'];

async function atItsEnd(context: StepContext, migration: Migration, approval: Approval): Promise<StepOutcome> {
  const { contractDryRun: work, destructive } = migration;
  const unasked = approval === 'none' && context.healthy;
  if (!work) {
    await context.freeDatabase(migration.database);
    return unasked ? done('') : question(context, []);
  }
  const looked = await lookAtDryRun(context, { phase: 'contractDryRun', work }, migration);
  if ('kind' in looked) return looked;
  const { found, failed } = looked;
  const ended = looked.ended ? { ended: looked.ended } : {};
  if (!found) {
    return { ...question(context, [`Nobody can tell what the contract would destroy: ${failed}`]), ...ended };
  }
  const heading = dryRunHeading(found, 'contract');
  const list = destructiveList(found);
  if (mayDestroy(found) && destructive === 'refuse') {
    return { kind: 'fail', detail: [`${heading}: the contract was not begun`, ...list].join('; '), ...ended };
  }
  const goesOn = unasked && (!mayDestroy(found) || destructive === 'allow');
  return { ...(goesOn ? done('') : question(context, [sentence(heading), ...list])), ...ended };
}

/** "3 statements, none of which may lose data" → "The contract: 3 statements, …". */
function sentence(heading: string): string {
  return /^[A-Z]/.test(heading) ? heading : `Dry run of the contract: ${heading}`;
}

/** @param shown what its dry run has shown, line by line */
function question({ plan, target, healthy }: StepContext, shown: readonly string[]): StepOutcome {
  const { from, to } = plan;
  const database = target.migration?.database ?? target.service;
  const lead = healthy
    ? `${to.version} is in, and well`
    : `${to.version} is in, and nobody can tell whether it is well`;
  const back = `Once that is done, ${from.version} cannot come back but with a backup`;
  const detail = `${lead}: what only ${from.version} used can now be taken away from database ${database}. ${back}`;
  const lines = shown.length > 0 ? [`${detail}.`, ...shown] : [detail];
  return { kind: 'ask', code: 'contract', detail: lines.join('\n') };
}
