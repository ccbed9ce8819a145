import type { Changes } from '../domain/changes.ts';
import type { FiguresBefore } from '../domain/figures-before.ts';
import { comparedIn } from '../domain/flag-compared.ts';
import { type GateAnswer, gravest } from '../domain/gate.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import { checkGates } from '../gates/ask.ts';
import { planDigest } from '../platform/digest.ts';
import type { RequestDeps } from './deps.ts';
import { gateDepsOf } from './gates.ts';
import type { Placed, Refused } from './place.ts';

/** What would happen, and what the gates say of it; nothing has been changed. */
export type Draft =
  | {
      kind: 'drafted';
      request: Request;
      plan: Plan;
      digest: string;
      gates: GateAnswer[];
      /** Not of the plan, so that a slow page changes no digest. */
      figures: FiguresBefore | null;
      /** What is in it; null where no source is set. Not of the plan, either. */
      changes: Changes | null;
      refusal: Refusal | null;
    }
  | Refused;

/**
 * The plan with what the gates say of it.
 * @param looks that were begun with the request: at figures, and at what is in the version
 */
export async function drafted(
  deps: RequestDeps,
  { request, target }: Pick<Placed, 'request' | 'target'>,
  { plan, figures, changes }: { plan: Plan; figures: Promise<FiguresBefore | null>; changes?: Promise<Changes | null> },
): Promise<Draft> {
  const { from, to } = plan;
  const gates = await checkGates(gateDepsOf(deps), ['request'], { request, target, from, to });
  const digest = planDigest(plan);
  const seen = about(plan, await figures);
  const refusal = gateRefusal(gates);
  return { kind: 'drafted', request, plan, digest, gates, figures: seen, changes: (await changes) ?? null, refusal };
}

/** Without what is said of flags that this plan leaves alone. */
function about(plan: Plan, figures: FiguresBefore | null): FiguresBefore | null {
  if (figures === null) return null;
  const moved = new Set(comparedIn(plan).map(({ flag }) => flag));
  const notWatched = figures.notWatched.filter(({ flag }) => flag === undefined || moved.has(flag));
  const isNothing = figures.wrong === null && figures.unseen === undefined && notWatched.length === 0;
  return isNothing ? null : { ...figures, notWatched };
}

/** A gate that blocks, or cannot tell, lets no request through. One that needs a person asks them when it comes to it. */
function gateRefusal(gates: readonly GateAnswer[]): Refusal | null {
  const against = gravest(gates);
  switch (against?.answer) {
    case undefined:
    case 'pass':
    case 'needs-person':
      return null;
    case 'block':
    case 'unknown':
      return against.refusal;
  }
}
