import type { PreflightFinding } from '../domain/preflight.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { versionOf } from '../domain/version.ts';
import { apartOf, findingsOf, withBestApart } from '../preflight/preflight.ts';
import { sceneOf } from '../preflight/scene.ts';
import type { Router } from '../providers/routers/router.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import type { Snapshot } from '../strategies/planner.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { SnapshotResult } from './snapshot.ts';
import type { LookAround } from './surroundings.ts';

export interface Preflight {
  findings: PreflightFinding[];
  /** For the plan: by which label the candidate is set apart. */
  apart: Pick<Snapshot, 'apart'>;
}

type Seen = Extract<SnapshotResult, { kind: 'seen' }>;

/**
 * What speaks against releasing a workload by a strategy, found before anything is written. Reads only. Throws a
 * `KubeError` where the routing objects cannot be read.
 */
export async function preflight(
  deps: { lookAround: LookAround; router: Pick<Router, 'traits' | 'foresee'> },
  { target, strategy, seen }: { target: Target; strategy: Strategy; seen: Seen },
): Promise<Preflight> {
  const { lookAround, router } = deps;
  const { snapshot, workload, service } = seen;
  const kind = kindOfStrategy(strategy);
  const title = stableTitle(target);
  const unfit = kind.needs(router.traits, { title, replicas: snapshot.replicas }, strategy);
  const lacking: PreflightFinding[] = unfit ? [{ severity: 'refuse', ...unfit }] : [];
  const version = versionOf(snapshot.image).version;
  const scene = sceneOf({ target, strategy, router: router.traits, workload, service, version });
  if (scene === null) return { findings: [...lacking, unreadable(title)], apart: {} };
  const [surroundings, foreseen] = await Promise.all([
    lookAround(scene),
    kind.dividesTraffic ? (router.foresee?.(target) ?? []) : [],
  ]);
  const best = withBestApart(scene, surroundings.around);
  return { findings: [...lacking, ...findingsOf(best, surroundings), ...foreseen], apart: apartOf(best) };
}

function unreadable(title: string): PreflightFinding {
  const detail = `Sluice cannot read the pod template of ${title}, so it can't tell what a release would do to it`;
  return { severity: 'note', detail, remedy: 'look at it yourself before you go on' };
}
