import { type Obstacle, type PreflightFinding, withNotes } from '../domain/preflight.ts';
import type { Request } from '../domain/request.ts';
import { targetBack, usualPace } from '../domain/rollback.ts';
import type { Target } from '../domain/target.ts';
import { type Version, versionOf } from '../domain/version.ts';
import { KubeError } from '../platform/kube.ts';
import type { Router } from '../providers/routers/router.ts';
import { kindOfStrategy, makePlan } from '../strategies/make-plan.ts';
import type { PlanInput } from '../strategies/planner.ts';
import { routedFor } from '../strategies/routed.ts';
import { approvalNotes, asksNobody } from './approved-before.ts';
import { changesBetween } from './changes.ts';
import { configurationToMove } from './configuration.ts';
import { contractedSince } from './contracted.ts';
import type { RequestDeps } from './deps.ts';
import { draftBack } from './draft-back.ts';
import { draftFlag } from './draft-flag.ts';
import { type Draft, drafted } from './drafted.ts';
import { figuresBefore } from './figures.ts';
import { flagsToMove } from './flags.ts';
import { hasRun, notBack } from './going-back.ts';
import { migrationFindings, testFindings } from './job-fit.ts';
import { locate } from './locate.ts';
import { notesOnOwners } from './owners.ts';
import { type NewRequest, type Placed, type Refused, refused } from './place.ts';
import { type Preflight, preflight } from './preflight.ts';
import type { Seen } from './snapshot.ts';
import { draftTrain } from './trains/index.ts';
import { bytesBehind } from './unpinned.ts';
import { lookAtWanted, type Wanted } from './wanted.ts';

/** Request → gates → plan. Reads the cluster, the registry and the log; writes nothing. */
export async function draft(deps: RequestDeps, wanted: NewRequest): Promise<Draft> {
  const place = await locate(deps, wanted);
  return place.kind === 'refused' ? place : draftAt(deps, place);
}

/** The same, where its place is known. */
export async function draftAt(deps: RequestDeps, place: Placed): Promise<Draft> {
  const { flag, train } = place.request;
  if (train) return draftTrain(deps, place, train, draftOne);
  return flag ? draftFlag(deps, place, flag) : draftOne(deps, place);
}

function draftOne(deps: RequestDeps, place: Placed): Promise<Draft> {
  return place.request.backwards ? draftBack(deps, place, draftVersion) : draftVersion(deps, place);
}

/** @param more notes for the plan */
async function draftVersion(deps: RequestDeps, asked: Placed, more: readonly string[] = []): Promise<Draft> {
  const { request, strategy } = asked;
  const routed = routedFor(asked.target, strategy);
  const figures = figuresBefore(deps, routed);
  const wanted = await lookAtWanted(deps, { ...asked, target: routed });
  if (wanted.kind === 'refused') return wanted;
  const { look, to } = wanted;
  const { backwards } = request;
  const changes = changesBetween(deps, { target: routed, from: versionOf(look.snapshot.image), to, backwards });
  const policed = await withPolicy(deps, routed, request, wanted);
  if (policed.kind === 'refused') return policed;
  const { target } = policed;
  const placed = { ...asked, target };
  const router = deps.routerOf(target.router);
  const about = await surroundings(deps, { placed, look, router, to });
  if (about.kind === 'refused') return about;

  const { from, snapshot, alongside, findings, notes } = about;
  const made = makePlan({ target, strategy, snapshot, from, to, precision: router.traits.precision, ...alongside });
  const own = { ...made, notes: [...made.notes, ...more, ...notes, ...policed.notes] };
  const plan = { ...own, ...withNotes(own, findings) };
  return drafted(deps, { request, target }, { plan, figures, changes });
}

/** The target with the policies by which it comes in, or back. */
async function withPolicy(deps: RequestDeps, target: Target, request: Request, { look, to }: Wanted) {
  if (!request.backwards) {
    const asking = asksNobody(target, request, to.image);
    return { kind: 'policed' as const, target: asking, notes: approvalNotes(request, asking) };
  }
  const seen = await hasRun(deps, target, to, look.workload);
  const not = seen ? null : notBack(target, versionOf(look.snapshot.image), to);
  if (not) return refused(not);
  const unseen = `Nothing says that ${to.version} has run in ${target.environment}: it is approved like a new version.`;
  return { kind: 'policed' as const, target: targetBack(target, seen), notes: seen ? [] : [unseen] };
}

function paceOf({ backwards, pace = usualPace }: Request): Pick<PlanInput, 'rollback'> {
  return backwards ? { rollback: { pace } } : {};
}

interface Around {
  placed: Placed;
  look: Seen;
  router: Router;
  to: Version;
}

/** All that a plan is made from beside the request, or why there can be none. */
async function surroundings(deps: RequestDeps, { placed, look, router, to }: Around) {
  const { request, target, strategy } = placed;
  const seen = versionOf(look.snapshot.image);
  const [past, fit, owners, bytes, moving, named] = await Promise.all([
    contractedSince(deps.store, { target, to }),
    fitness(deps, { target, strategy, seen: look, router, to, backwards: request.backwards }),
    notesOnOwners(deps.clusters, target, { workload: look.workload, handling: kindOfStrategy(strategy).handling }),
    bytesBehind(deps, { target, from: seen, workload: look.workload }),
    flagsToMove(deps, { request, target, replicas: look.snapshot.replicas }),
    configurationToMove(deps, { request, target, workload: look.workload }),
  ]);
  if (fit.kind === 'refused') return fit;
  if (moving.kind === 'refused') return moving;
  if (named.kind === 'refused') return named;
  return {
    kind: 'known' as const,
    from: { ...seen, ...(bytes.digest === null ? {} : { digest: bytes.digest }) },
    snapshot: { ...look.snapshot, ...fit.apart },
    alongside: { ...paceOf(request), flags: moving.flags, configuration: named.configuration },
    findings: [...past, ...moving.findings, ...owners, ...named.findings, ...fit.findings],
    notes: bytes.notes,
  };
}

interface Fit extends Pick<Preflight, 'apart'> {
  kind: 'fit';
  /** For the notes of the plan; none of them stops it. */
  findings: PreflightFinding[];
}

/** Whether route, workload and what stands around them are fit for this strategy. */
async function fitness(
  { lookAround, clusters, imagesOf }: RequestDeps,
  {
    router,
    backwards,
    ...about
  }: Parameters<typeof preflight>[1] & Pick<Around, 'router' | 'to'> & { backwards: boolean },
): Promise<Fit | Refused> {
  const { target, strategy } = about;
  const place = { service: target.service, environment: target.environment };
  try {
    const detail = kindOfStrategy(strategy).dividesTraffic ? await router.check(target) : null;
    if (detail) return refused({ code: 'route-missing', ...place, detail });
    const deps = { kube: clusters(target.cluster), images: imagesOf(target.images) };
    const [{ findings: around, apart }, migrations, tests] = await Promise.all([
      preflight({ clusters, lookAround, router }, about),
      backwards ? [] : migrationFindings(deps, { target, to: about.to }),
      testFindings(deps, { target, strategy, to: about.to }),
    ]);
    const findings = [...around, ...migrations, ...tests];
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
