import { distinct, type PreflightFinding } from '../domain/preflight.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { type Version, versionOf } from '../domain/version.ts';
import type { Clusters } from '../platform/kube.ts';
import { apartOf, findingsOf, withBestApart } from '../preflight/preflight.ts';
import { sceneOf } from '../preflight/scene.ts';
import type { Router } from '../providers/routers/router.ts';
import { routerWrites } from '../providers/routing.ts';
import { kindOfStrategy, movingTo } from '../strategies/make-plan.ts';
import type { Snapshot } from '../strategies/planner.ts';
import { unsuited } from '../strategies/suits.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import { admissionOf } from './admission.ts';
import type { SnapshotResult } from './snapshot.ts';
import type { LookAround } from './surroundings.ts';

export interface Preflight {
  findings: PreflightFinding[];
  /** For the plan: by which label the candidate is set apart. */
  apart: Pick<Snapshot, 'apart'>;
}

export interface PreflightDeps {
  clusters: Clusters;
  lookAround: LookAround;
  router: Pick<Router, 'traits' | 'foresee' | 'unable' | 'writes'>;
}

type Seen = Extract<SnapshotResult, { kind: 'seen' }>;

/**
 * What speaks against releasing a workload by a strategy, found before anything is written. Reads, and tries writes that
 * change nothing. Throws a `KubeError` where the routing objects cannot be read.
 * @param about.to the version that comes; without it, the one that runs is looked at
 */
export async function preflight(
  deps: PreflightDeps,
  { target, strategy, seen, to }: { target: Target; strategy: Strategy; seen: Seen; to?: Version },
): Promise<Preflight> {
  const { lookAround, router } = deps;
  const { snapshot, workload, service } = seen;
  const kind = kindOfStrategy(strategy);
  const title = stableTitle(target);
  const never = unsuited(strategy, kindOf(target), title);
  if (never) return { findings: [{ severity: 'refuse', ...never }], apart: {} };
  const unfit = kind.needs(router.traits, { title, replicas: snapshot.replicas, ...databaseOf(target) }, strategy);
  const lacking: PreflightFinding[] = unfit ? [{ severity: 'refuse', ...unfit }] : [];
  const version = versionOf(snapshot.image).version;
  const routes = unfit ? [] : kind.routes(strategy);
  const scene = sceneOf({
    target,
    strategy,
    router: router.traits,
    routes: writtenBy(target),
    workload,
    service,
    version,
  });
  if (scene === null) return { findings: [...lacking, unreadable(title)], apart: {} };
  const [surroundings, foreseen, unable] = await Promise.all([
    lookAround(scene),
    kind.dividesTraffic ? (router.foresee?.(target) ?? []) : [],
    router.unable?.(target, routes) ?? [],
  ]);
  const best = withBestApart(scene, surroundings.around);
  const found = findingsOf(best, surroundings);
  const admitted = await admissionOf(deps.clusters(target.cluster), {
    scene: best,
    workload,
    service,
    to: to ? movingTo(to, snapshot.also) : running(snapshot),
    router,
    // What is refused already need not be refused again in other words.
    routes: unable.some(({ severity }) => severity === 'refuse') ? [] : routes,
    counts: found.some(({ severity }) => severity === 'refuse'),
  });
  // Several routes may meet the same obstacle.
  const findings = [...lacking, ...found, ...foreseen, ...distinct(unable), ...admitted];
  return { findings, apart: apartOf(best) };
}

function databaseOf({ migration }: Target): { database?: string } {
  return migration ? { database: migration.database } : {};
}

function writtenBy(target: Target): string[] {
  return routerWrites(target).map(({ ref }) => `${ref.kind} ${ref.name}`);
}

/** The images as they are, for a look at a workload that nobody releases now. */
function running({ image, also = [] }: Snapshot): Version {
  const others = Object.fromEntries(also.map((each) => [each.container, each.image]));
  return { ...versionOf(image), ...(also.length === 0 ? {} : { also: others }) };
}

function unreadable(title: string): PreflightFinding {
  const detail = `Sluice cannot read the pod template of ${title}, so it can't tell what a release would do to it`;
  return { severity: 'note', detail, remedy: 'look at it yourself before you go on' };
}
