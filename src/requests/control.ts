import { approversOf, mayApprove, mayRollBack } from '../domain/approval.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import { append, type Changed, change, type Ruling, refuse } from './change.ts';
import { groupsOf } from './decide.ts';
import type { RequestDeps } from './deps.ts';

export type Control = 'pause' | 'resume' | 'promote' | 'abort' | 'hold-wait' | 'hold-go' | 'acknowledge' | 'take-over';

/**
 * Steers a live release. Stopping one that goes forward is open to all our own people: a bad release must not wait for
 * the right person. Ending a rollback under way takes somebody who may approve, and so does pausing it: a pause that nobody
 * ends sends it the other way, to the version that was bad.
 */
export async function control(
  deps: RequestDeps,
  id: string,
  by: Person,
  what: Control,
  reason: string | null = null,
): Promise<Changed> {
  return change(deps, id, async (release, now) => {
    const refusal = await controlRefusal(deps, release, by, what);
    return refusal ? refuse(refusal) : rule(release, by, what, reason, now);
  });
}

/** Why this person's control would not count now, or null. */
export async function controlRefusal(
  deps: RequestDeps,
  release: Release,
  by: Person,
  what: Control,
): Promise<Refusal | null> {
  const late = notNow(release, what);
  if (late) return late;
  const needs = needed(release, what);
  if (await has(deps, release, by, needs)) return null;
  return {
    code: 'not-allowed',
    facts: {
      ...named(release),
      what,
      needs,
      direction: release.request.backwards ? 'back' : 'forward',
      approvers: approversOf(release.plan.target.approval),
    },
  };
}

/** `concerned`: whoever may approve, and the requester. */
type Needed = 'anybody' | 'concerned' | 'approver';

function needed({ phase, request, hold }: Release, what: Control): Needed {
  switch (what) {
    case 'acknowledge':
      return 'anybody';
    case 'pause':
      return request.backwards ? 'approver' : 'anybody';
    case 'abort':
      if (phase.kind === 'awaiting-approval') return 'concerned';
      return request.backwards ? 'approver' : 'anybody';
    case 'take-over':
      return 'approver';
    case 'resume':
    case 'promote':
    case 'hold-wait':
      return 'concerned';
    case 'hold-go':
      // To go on in spite of a gate is to approve once more.
      return hold?.code === 'gate' ? 'approver' : 'concerned';
  }
}

async function has(deps: RequestDeps, release: Release, by: Person, needs: Needed): Promise<boolean> {
  if (needs === 'anybody') return true;
  const { approval } = release.plan.target;
  const memberOf = await groupsOf(deps, release.plan.target, by);
  if (needs === 'approver') return mayRollBack(approval, by, memberOf);
  return release.request.by.id === by.id || mayApprove(approval, by, memberOf);
}

function rule(release: Release, by: Person, what: Control, reason: string | null, at: number): Ruling {
  switch (what) {
    case 'pause':
      return append({ type: 'paused', at, by });
    case 'resume':
      return release.hold
        ? append({ type: 'hold.closed', at, by, answer: 'wait' })
        : append({ type: 'resumed', at, by });
    case 'promote':
      return append({ type: 'promoted', at, by });
    case 'abort':
      return append({ type: 'abort.asked', at, by, reason });
    case 'hold-wait':
      return append({ type: 'hold.closed', at, by, answer: 'wait' });
    case 'hold-go':
      return append({ type: 'hold.closed', at, by, answer: 'go-on' });
    case 'acknowledge':
      return append({ type: 'acknowledged', at, by });
    case 'take-over':
      return append({ type: 'finished', at, outcome: 'handed-over', by, reason: stuckBy(release) });
  }
}

/** Why the control does not apply to the release as it is, or null. */
function notNow(release: Release, what: Control): Refusal | null {
  const facts = {
    ...named(release),
    what,
    state: release.hold ? 'hold' : release.paused ? 'paused' : release.phase.kind,
  };
  const { phase } = release;
  if (phase.kind === 'ended') return { code: 'not-live', facts: { ...facts, outcome: phase.outcome } };
  if (what === 'acknowledge') return phase.kind === 'rolling-back' ? null : { code: 'not-possible-now', facts };
  if (what === 'take-over') return stuckBy(release) === null ? { code: 'not-possible-now', facts } : null;
  if (phase.kind === 'rolling-back') return { code: 'not-possible-now', facts };
  if (what === 'abort') return release.abort ? { code: 'not-possible-now', facts } : null;
  if (phase.kind === 'awaiting-approval') return { code: 'not-possible-now', facts };
  const fits = {
    pause: !release.paused && !release.hold,
    resume: release.paused !== null || release.hold?.code === 'pause-expired',
    promote: release.promoted === null && release.hold?.code !== 'gate',
    'hold-wait': release.hold !== null,
    'hold-go': release.hold !== null,
  }[what];
  return fits ? null : { code: 'not-possible-now', facts };
}

/** What hinders the rollback; null where nothing does. */
function stuckBy({ phase }: Release): string | null {
  return phase.kind === 'rolling-back' ? phase.error : null;
}

function named(release: Release): Record<string, string> {
  return { number: String(release.number), service: release.request.service, environment: release.request.environment };
}
