import { hookOf } from '../domain/migration.ts';
import type { Hook } from '../domain/webhook.ts';
import type { HookSaid } from '../domain/webhook-answer.ts';
import type { Errand } from './errand.ts';
import type { StepContext } from './step.ts';

type Whose = Pick<StepContext, 'target'>;

/** A service backs the database up. @param unfit why a backup is no good, in words */
export function makingBackup({ target }: Whose, hook: Hook, unfit: (said: HookSaid) => string | null): Errand {
  const named = (id: string | null) => `backup ${id ?? ''}`.trim();
  return {
    use: 'backup',
    hook,
    asks: { action: 'backup', database: databaseOf(target) },
    named,
    awaited: (id) => `${named(id)} to be complete`,
    hasId: true,
    patient: false,
    unfit,
  };
}

/** The service that has made this backup puts it back. */
export function puttingBack({ target }: Whose, hook: Hook, backup: string): Errand {
  return {
    use: 'undo',
    hook,
    asks: { action: 'restore', database: databaseOf(target), backup },
    named: () => `putting backup ${backup} back`,
    awaited: () => `backup ${backup} to be put back`,
    gone: `backup ${backup} is not there any more`,
    hasId: false,
    patient: true,
    unfit: () => null,
  };
}

/** By which the service knows the backup of this release; null where none is known to be complete, or a Job has made it. */
export function backupId({ calls, target }: Pick<StepContext, 'calls' | 'target'>): string | null {
  const answer = calls.backup?.answer;
  return hookOf(target.migration, 'backup') && answer?.state === 'complete' ? answer.id : null;
}

function databaseOf({ migration, service }: StepContext['target']): string {
  return migration?.database ?? service;
}
