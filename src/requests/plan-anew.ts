import { type Ending, endingOf } from '../domain/ab-test.ts';
import { seenBeside } from '../domain/beside-plan.ts';
import { recorded } from '../domain/gate.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal, RefusalCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { endedWell } from '../domain/superseding.ts';
import type { ApprovalPolicy } from '../domain/target.ts';
import type { PlannedAnew } from '../engine/ports.ts';
import { planDigest } from '../platform/digest.ts';
import { orElse } from '../words/because.ts';
import type { RequestDeps } from './deps.ts';
import { draft } from './draft.ts';
import { historyOf } from './queries.ts';

/**
 * The plan of a request that has waited for the end of another release: everything is looked at and asked as if it had been
 * made now.
 * @param sentence what people are told of a refusal, as plain text
 */
export async function planAnew(
  deps: RequestDeps,
  release: Release,
  sentence: (refusal: Refusal) => string,
): Promise<PlannedAnew> {
  const [drafted, plan] = await Promise.all([draft(deps, release.request), afterThat(deps, release)]);
  if (drafted.kind === 'refused') return against(drafted.refusal, sentence);
  const { gates, figures, changes, refusal } = drafted;
  if (refusal) return against(refusal, sentence);
  const anew = plan(drafted.plan);
  return {
    kind: 'planned',
    plan: anew,
    digest: planDigest(anew),
    gates: gates.map(recorded),
    ...seenBeside({ figures, changes }),
  };
}

/** What a system that does not answer leaves open, it may say in a moment. */
const passing: readonly RefusalCode[] = ['cluster-unreachable', 'registry-unreachable', 'gate-unknown'];

function against(refusal: Refusal, sentence: (refusal: Refusal) => string): PlannedAnew {
  return {
    kind: passing.includes(refusal.code) ? 'later' : 'refused',
    reason: orElse(sentence(refusal), refusal.code),
  };
}

/** Where the release before did not end well, somebody looks before this one starts, also where nobody must approve. */
async function afterThat({ store }: RequestDeps, { waitedFor }: Release): Promise<(plan: Plan) => Plan> {
  if (!waitedFor) return (plan) => plan;
  const { number, version } = waitedFor;
  const phase = (await historyOf(store, `r${number}`))?.release.phase;
  const ending = phase?.kind === 'ended' ? endingOf(phase) : null;
  if (endedWell(ending)) return (plan) => plan;
  return (plan) => ({
    ...plan,
    notes: [`#${number} of ${version} came before, and ${howItEnded(ending)}.`, ...plan.notes],
    warnings: (plan.warnings ?? 0) + 1,
    target: { ...plan.target, approval: lookedAt(plan.target.approval) },
  });
}

function howItEnded(ending: Ending | null): string {
  switch (ending) {
    case 'rolled-back':
      return 'was rolled back';
    case 'handed-over':
      return "couldn't be rolled back: look at what is left of it";
    case 'kept':
      return 'stayed without its feature flags';
    case 'succeeded':
    case 'superseded':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'a-stays':
    case null:
      return 'nobody can tell how it ended';
  }
}

/** One person at least, who may be the one that asked. */
function lookedAt(policy: ApprovalPolicy): ApprovalPolicy {
  return policy.required > 0 ? policy : { ...policy, required: 1, selfApproval: true };
}
