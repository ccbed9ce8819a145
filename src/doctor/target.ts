import type { Target } from '../domain/target.ts';
import type { Clusters } from '../platform/kube.ts';
import { configIn, type Family, mustChoose } from '../providers/family.ts';
import { families } from '../providers/index.ts';
import { lookAtTarget, versionOf } from '../requests/snapshot.ts';
import { stableTitle } from '../workloads/of-target.ts';
import { type Check, type CheckOutcome, ok, problem } from './check.ts';
import { type Reach, unreached } from './cluster.ts';

/**
 * Looks at a target's provider.
 * @param running the version that runs, as far as its cluster says
 * @returns what is wrong, in words; null where nothing is
 */
export type LookAtProvider = (target: Target, running: () => Promise<string | null>) => Promise<string | null>;

export interface TargetDeps {
  clusters: Clusters;
  reach: Reach;
  /** By the family's key in the catalogue; a family that is not there cannot be looked at. */
  looks: Readonly<Partial<Record<keyof typeof families, LookAtProvider>>>;
}

/** The workload with its Service, and its providers, as the catalogue names them. */
export function targetChecks(target: Target, deps: TargetDeps): Check[] {
  const workload: Check = {
    area: areaOf(target),
    what: 'workload',
    todo: `check that ${target.namespace} in cluster ${target.cluster} is right`,
    look: () => here(target, deps, () => lookAtWorkload(target, deps)),
  };
  const keys = Object.keys(families) as (keyof typeof families)[];
  return [workload, ...keys.flatMap((key) => providerCheck(families[key], deps.looks[key], target, deps) ?? [])];
}

function areaOf({ service, environment }: Target): string {
  return `${service} in ${environment}`;
}

async function here({ cluster }: Target, { reach }: TargetDeps, look: () => Promise<CheckOutcome>) {
  return 'error' in (await reach(cluster)) ? unreached(cluster) : look();
}

/** What the family says of the target's provider; null where nothing can be wrong. */
function providerCheck(
  family: Family,
  look: LookAtProvider | undefined,
  target: Target,
  deps: TargetDeps,
): Check | null {
  const { check } = family;
  const stored = configIn(family, target);
  if (check === null || look === undefined || stored === null) return null;
  const chosen = mustChoose(family, stored);
  if (!check.applies(chosen, target)) return null;
  const remedy = check.remedy(chosen, target);
  const outcome = async () => {
    const given = check.given(chosen);
    if (given !== null) return ok(`${stored.kind}: ${given}`);
    const wrong = await look(target, () => runningVersion(target, deps));
    return wrong === null ? ok(check.well(chosen, target)) : problem(wrong, remedy);
  };
  return {
    area: areaOf(target),
    what: check.what,
    todo: remedy,
    look: () => (check.inCluster ? here(target, deps, outcome) : outcome()),
  };
}

async function runningVersion(target: Target, { clusters, reach }: TargetDeps): Promise<string | null> {
  if ('error' in (await reach(target.cluster))) return null;
  const look = await lookAtTarget(clusters, target);
  return look.kind === 'seen' ? versionOf(look.snapshot.image).version : null;
}

async function lookAtWorkload(target: Target, { clusters }: TargetDeps): Promise<CheckOutcome> {
  const look = await lookAtTarget(clusters, target);
  const correct = `correct \`workload\` of ${target.service} in the catalogue`;
  if (look.kind === 'seen') {
    const { replicas, image } = look.snapshot;
    return ok(`${stableTitle(target)}: ${replicas} × ${versionOf(image).version}`);
  }
  const { refusal } = look;
  if (refusal.code === 'workload-missing') {
    return problem(`there is no ${refusal.what} in namespace ${target.namespace}`, `create it, or ${correct}`);
  }
  return problem(refusal.detail, correct);
}
