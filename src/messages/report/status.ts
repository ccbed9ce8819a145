import { endedWithA, endedWithB, isTestOver } from '../../domain/ab-test.ts';
import type { Release } from '../../domain/release.ts';
import type { Report } from './schema.ts';

/** The one word that a report is read for. */
export function statusOf(release: Release): Report['status'] {
  const { phase } = release;
  if (phase.kind === 'rolling-back') return isTestOver(phase.cause) ? 'A STAYS' : 'ROLLBACK';
  if (phase.kind !== 'ended') return 'LIVE';
  if (endedWithA(phase)) return 'A STAYS';
  if (endedWithB(release)) return 'B STAYS';
  const names = {
    succeeded: 'SUCCESS',
    kept: 'ROLLBACK',
    'rolled-back': 'ROLLBACK',
    superseded: phase.cause === null ? 'SUPERSEDED' : 'ROLLBACK',
    rejected: 'REJECTED',
    expired: 'EXPIRED',
    withdrawn: 'WITHDRAWN',
    'handed-over': 'HANDED OVER',
  } as const;
  return names[phase.outcome];
}
