import { approvalExpiresAt, waitsSince } from '../domain/approval.ts';
import type { Release } from '../domain/release.ts';
import type { StepOutcome } from '../steps/step.ts';
import { neverStarted } from './decision.ts';
import type { RunContext } from './perform.ts';
import { type Round, save, wait } from './round.ts';

/** What a try of the look leads to. One that fails ends the release: nobody is to approve what nobody could see. */
export async function afterLook(context: RunContext, release: Release, outcome: StepOutcome): Promise<Round> {
  const now = context.deps.clock.now();
  const { begun, ended } = outcome;
  if (begun) return save(context, release, [{ type: 'job.begun', at: now, ...begun }]);
  if (ended && !release.jobs.includes(ended.uid)) {
    const told = await save(context, release, [{ type: 'job.ended', at: now, ...ended }]);
    return told.kind === 'folded' ? afterLook(context, told.release, outcome) : told;
  }
  switch (outcome.kind) {
    case 'done': {
      const found = outcome.dryRun ?? { kind: 'unread', why: 'it has shown nothing', digest: null };
      return save(context, release, [{ type: 'ahead.read', at: now, found }]);
    }
    case 'wait':
    case 'retry': {
      const error = outcome.kind === 'retry' ? outcome.error : null;
      if (now >= endsAt(release)) return save(context, release, [neverStarted(now, lateWords(release, error))]);
      const known = release.ahead?.kind === 'retrying' ? release.ahead.error : null;
      if (error === null || error === known) return wait(release, now + outcome.ms);
      const saved = await save(context, release, [{ type: 'ahead.retrying', at: now, error }]);
      return saved.kind === 'folded' ? wait(saved.release, now + outcome.ms) : saved;
    }
    case 'ask':
    case 'fail':
    case 'flag-changed':
      return save(context, release, [neverStarted(now, `the dry run of the migration has failed: ${outcome.detail}`)]);
  }
}

/** No later than nobody could approve any more. */
function endsAt(release: Release): number {
  const { plan } = release;
  return Math.min(waitsSince(release) + (plan.ahead?.deadlineMs ?? 0), approvalExpiresAt(release));
}

function lateWords({ ahead }: Release, error: string | null): string {
  const why = error ?? (ahead?.kind === 'retrying' ? ahead.error : null);
  return ['the dry run of the migration did not end in time', ...(why === null ? [] : [why])].join(': ');
}
