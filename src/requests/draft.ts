import { type GateAnswer, gravest } from '../domain/gate.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { checkGates } from '../gates/ask.ts';
import { planDigest } from '../platform/digest.ts';
import { KubeError } from '../platform/kube.ts';
import { kindOfStrategy, makePlan } from '../strategies/make-plan.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { RequestDeps } from './deps.ts';
import { gateDepsOf } from './gates.ts';
import { notesOnOwners } from './owners.ts';
import { locate, type NewRequest, type Placed, type Refused, refused } from './place.ts';
import { resolveWanted, unresolved } from './resolve.ts';
import { lookAtTarget, versionOf } from './snapshot.ts';

/** What would happen, and what the gates say of it; nothing has been changed. */
export type Draft =
  | { kind: 'drafted'; request: Request; plan: Plan; digest: string; gates: GateAnswer[]; refusal: Refusal | null }
  | Refused;

/** Request → gates → plan. Reads the cluster, the registry and the log; writes nothing. */
export async function draft(deps: RequestDeps, wanted: NewRequest): Promise<Draft> {
  const place = await locate(deps, wanted);
  return place.kind === 'refused' ? place : draftAt(deps, place);
}

/** The same, where its place is known. */
export async function draftAt(deps: RequestDeps, { request, target, strategy }: Placed): Promise<Draft> {
  const [look, resolved] = await Promise.all([
    lookAtTarget(deps.clusters, target),
    resolveWanted(deps.imagesOf(target.images), target.repository, request),
  ]);
  if (look.kind === 'refused') return look;
  const known = { service: target.service, environment: target.environment, version: request.version };
  if (resolved.kind !== 'found') return refused(unresolved(known, resolved));
  const unfit = await unfitness(deps, target, strategy, look.snapshot.replicas);
  if (unfit) return refused(unfit);

  const from = versionOf(look.snapshot.image);
  const { version, image, commit } = resolved.image;
  const to = { version, image, ...(commit ? { commit } : {}) };
  const router = deps.routerOf(target.router);
  const made = makePlan({ target, strategy, snapshot: look.snapshot, from, to, precision: router.traits.precision });
  const plan = { ...made, notes: [...made.notes, ...(await notesOnOwners(deps.clusters, target))] };
  const gates = await checkGates(gateDepsOf(deps), ['request'], { request, target, from, to });
  return {
    kind: 'drafted',
    request,
    plan,
    digest: planDigest(plan),
    gates,
    refusal: gateRefusal(gates),
  };
}

/** What makes the workload or its route unfit for this strategy. */
async function unfitness(
  deps: RequestDeps,
  target: Target,
  strategy: Strategy,
  replicas: number,
): Promise<Refusal | null> {
  const place = { service: target.service, environment: target.environment };
  const kind = kindOfStrategy(strategy);
  const router = deps.routerOf(target.router);
  const unfit = kind.needs(router.traits, { title: stableTitle(target), replicas }, strategy);
  if (unfit) return { code: unfit.code, ...place, detail: unfit.detail };
  if (!kind.dividesTraffic) return null;
  try {
    const detail = await router.check(target);
    return detail ? { code: 'route-missing', ...place, detail } : null;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { code: 'cluster-unreachable', ...place, cluster: target.cluster, detail: error.message };
  }
}

/** A gate that blocks, or cannot tell, lets no request through. */
function gateRefusal(gates: readonly GateAnswer[]): Refusal | null {
  const against = gravest(gates);
  return against === null || against.answer === 'pass' ? null : against.refusal;
}
