import { approversOf, mayApprove, mayRollBack } from '../domain/approval.ts';
import type { Needed } from '../domain/controls/control.ts';
import { type Control, controls } from '../domain/controls/index.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import { append, type Changed, change, refuse } from './change.ts';
import { groupsOf } from './decide.ts';
import type { RequestDeps } from './deps.ts';

/** Steers a live release, as the control's own rule says. */
export async function control(
  deps: RequestDeps,
  id: string,
  by: Person,
  what: Control,
  reason: string | null = null,
): Promise<Changed> {
  return change(deps, id, async (release, at) => {
    const refusal = await controlRefusal(deps, release, by, what);
    return refusal ? refuse(refusal) : append(controls[what].event(release, { by, at, reason }));
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
  const needs = controls[what].who(release);
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

async function has(deps: RequestDeps, release: Release, by: Person, needs: Needed): Promise<boolean> {
  if (needs === 'anybody') return true;
  const { approval } = release.plan.target;
  const memberOf = await groupsOf(deps, release.plan.target, by);
  if (needs === 'approver') return mayRollBack(approval, by, memberOf);
  return release.request.by.id === by.id || mayApprove(approval, by, memberOf);
}

/** Why the control does not apply to the release as it is, or null. */
function notNow(release: Release, what: Control): Refusal | null {
  const { phase } = release;
  const facts = { ...named(release), what, state: release.hold ? 'hold' : release.paused ? 'paused' : phase.kind };
  if (phase.kind === 'ended') return { code: 'not-live', facts: { ...facts, outcome: phase.outcome } };
  return controls[what].when(release) ? null : { code: 'not-possible-now', facts };
}

function named(release: Release): Record<string, string> {
  return { number: String(release.number), service: release.request.service, environment: release.request.environment };
}
