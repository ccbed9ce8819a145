import type { FiguresBefore } from '../domain/figures-before.ts';
import { type GateAnswer, gravest } from '../domain/gate.ts';
import type { Plan } from '../domain/plan.ts';
import { type Obstacle, type PreflightFinding, withNotes } from '../domain/preflight.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import { versionOf } from '../domain/version.ts';
import { checkGates } from '../gates/ask.ts';
import { planDigest } from '../platform/digest.ts';
import { KubeError } from '../platform/kube.ts';
import type { Router } from '../providers/routers/router.ts';
import { kindOfStrategy, makePlan } from '../strategies/make-plan.ts';
import type { RequestDeps } from './deps.ts';
import { figuresBefore } from './figures.ts';
import { flagsToMove } from './flags.ts';
import { gateDepsOf } from './gates.ts';
import { notesOnOwners } from './owners.ts';
import { locate, type NewRequest, type Placed, type Refused, refused } from './place.ts';
import { type Preflight, preflight } from './preflight.ts';
import { resolveWanted, unresolved } from './resolve.ts';
import { lookAtTarget } from './snapshot.ts';
import { bytesBehind } from './unpinned.ts';

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
      refusal: Refusal | null;
    }
  | Refused;

/** Request → gates → plan. Reads the cluster, the registry and the log; writes nothing. */
export async function draft(deps: RequestDeps, wanted: NewRequest): Promise<Draft> {
  const place = await locate(deps, wanted);
  return place.kind === 'refused' ? place : draftAt(deps, place);
}

/** The same, where its place is known. */
export async function draftAt(deps: RequestDeps, { request, target, strategy }: Placed): Promise<Draft> {
  const lacks = figuresBefore(deps, target);
  const [look, resolved] = await Promise.all([
    lookAtTarget(deps.clusters, target),
    resolveWanted(deps.imagesOf(target.images), target.repository, request),
  ]);
  if (look.kind === 'refused') return look;
  const known = { service: target.service, environment: target.environment, version: request.version };
  if (resolved.kind !== 'found') return refused(unresolved(known, resolved));
  const router = deps.routerOf(target.router);
  const seen = versionOf(look.snapshot.image);
  const [fit, owners, bytes, moving] = await Promise.all([
    fitness(deps, { target, strategy, seen: look, router }),
    notesOnOwners(deps.clusters, target, { workload: look.workload, handling: kindOfStrategy(strategy).handling }),
    bytesBehind(deps, { target, from: seen, workload: look.workload }),
    flagsToMove(deps, { request, target, replicas: look.snapshot.replicas }),
  ]);
  if (fit.kind === 'refused') return fit;
  if (moving.kind === 'refused') return moving;

  const from = { ...seen, ...(bytes.digest === null ? {} : { digest: bytes.digest }) };
  const { version, image, commit } = resolved.image;
  const to = { version, image, ...(commit ? { commit } : {}) };
  const snapshot = { ...look.snapshot, ...fit.apart };
  const { precision } = router.traits;
  const made = makePlan({ target, strategy, snapshot, from, to, precision, flags: moving.flags });
  const own = { ...made, notes: [...made.notes, ...bytes.notes] };
  const plan = { ...own, ...withNotes(own, [...owners, ...fit.findings]) };
  const gates = await checkGates(gateDepsOf(deps), ['request'], { request, target, from, to });
  return {
    kind: 'drafted',
    request,
    plan,
    digest: planDigest(plan),
    gates,
    figures: await lacks,
    refusal: gateRefusal(gates),
  };
}

interface Fit extends Pick<Preflight, 'apart'> {
  kind: 'fit';
  /** For the notes of the plan; none of them stops it. */
  findings: PreflightFinding[];
}

/** Whether route, workload and what stands around them are fit for this strategy. */
async function fitness(
  { lookAround }: RequestDeps,
  { router, ...about }: Parameters<typeof preflight>[1] & { router: Router },
): Promise<Fit | Refused> {
  const { target, strategy } = about;
  const place = { service: target.service, environment: target.environment };
  try {
    const detail = kindOfStrategy(strategy).dividesTraffic ? await router.check(target) : null;
    if (detail) return refused({ code: 'route-missing', ...place, detail });
    const { findings, apart } = await preflight({ lookAround, router }, about);
    const obstacles = findings.filter(({ severity }) => severity === 'refuse');
    if (obstacles.length > 0) return refused({ code: 'workload-unfit', ...place, obstacles: obstacles.map(obstacle) });
    return { kind: 'fit', apart, findings };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return refused({ code: 'cluster-unreachable', ...place, cluster: target.cluster, detail: error.message });
  }
}

function obstacle({ detail, remedy }: Obstacle): Obstacle {
  return { detail, remedy };
}

/** A gate that blocks, or cannot tell, lets no request through. */
function gateRefusal(gates: readonly GateAnswer[]): Refusal | null {
  const against = gravest(gates);
  return against === null || against.answer === 'pass' ? null : against.refusal;
}
