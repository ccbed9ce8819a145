import type { Target } from '../domain/target.ts';
import { versionOf } from '../domain/version.ts';
import type { Clusters } from '../platform/kube.ts';
import type { CallWebhook } from '../platform/webhook.ts';
import { configIn, type Family, mustChoose } from '../providers/family.ts';
import type { Flags } from '../providers/flags/flags.ts';
import { families } from '../providers/index.ts';
import type { Router } from '../providers/routers/router.ts';
import { preflight } from '../requests/preflight.ts';
import { lookAtTarget } from '../requests/snapshot.ts';
import type { LookAround } from '../requests/surroundings.ts';
import { routedFor } from '../strategies/routed.ts';
import { stableTitle } from '../workloads/of-target.ts';
import { type Check, type CheckOutcomes, ok, problem, skipped, warning } from './check.ts';
import { type Reach, unreached } from './cluster.ts';
import { flagChecks } from './flags.ts';
import { lookAtMigration } from './migration.ts';
import { webhookChecks } from './webhooks.ts';

/** What a look at a provider finds, in words. */
export interface ProviderFinding {
  /** Null where nothing is wrong. */
  wrong: string | null;
  /** What else people should know of it, or null. */
  says: string | null;
}

/**
 * Looks at a target's provider.
 * @param running the version that runs, as far as its cluster says
 */
export type LookAtProvider = (target: Target, running: () => Promise<string | null>) => Promise<ProviderFinding>;

export interface TargetDeps {
  clusters: Clusters;
  reach: Reach;
  lookAround: LookAround;
  routerOf(target: Target): Pick<Router, 'traits' | 'foresee'>;
  /** Null where there are none. */
  flagsOf(target: Target): Flags | null;
  callWebhook: CallWebhook;
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
  const providers = keys.flatMap((key) => providerCheck(families[key], deps.looks[key], target, deps) ?? []);
  const flags = flagChecks(target, deps.flagsOf);
  const webhooks = webhookChecks(target, areaOf(target), deps.callWebhook);
  const migration = [...migrationCheck(target, deps), ...webhooks];
  return [workload, preflightCheck(target, deps), ...migration, ...providers, ...flags];
}

function areaOf({ service, environment }: Target): string {
  return `${service} in ${environment}`;
}

async function here({ cluster }: Target, { reach }: TargetDeps, look: () => Promise<CheckOutcomes>) {
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
    const { wrong, says } = await look(target, () => runningVersion(target, deps));
    if (wrong !== null) return problem(wrong, remedy);
    return ok([check.well(chosen, target), ...(says === null ? [] : [says])].join(': '));
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

async function lookAtWorkload(target: Target, { clusters }: TargetDeps): Promise<CheckOutcomes> {
  const look = await lookAtTarget(clusters, target);
  const correct = `correct \`workload\` of ${target.service} in the catalogue`;
  if (look.kind === 'seen') {
    const { replicas, image } = look.snapshot;
    return ok(`${stableTitle(target)}: ${replicas} × ${versionOf(image).version}`);
  }
  const { refusal } = look;
  switch (refusal.code) {
    case 'workload-missing':
      return problem(`there is no ${refusal.what} in namespace ${target.namespace}`, `create it, or ${correct}`);
    case 'workload-unfit':
      return refusal.obstacles.map(({ detail, remedy }) => problem(detail, remedy));
    case 'cluster-unreachable':
      return problem(refusal.detail, correct);
  }
}

/** Whether the Jobs of its migration could start; none where its database does not change. */
function migrationCheck(target: Target, deps: TargetDeps): Check[] {
  if (!target.migration) return [];
  const todo = `check \`migration\` of ${target.service} in the catalogue`;
  const look = async () => {
    const seen = await lookAtTarget(deps.clusters, target);
    if (seen.kind === 'refused') return skipped('the workload cannot be looked at');
    return lookAtMigration(deps.clusters(target.cluster), target, seen.snapshot.image);
  };
  return [{ area: areaOf(target), what: 'migration', todo, look: () => here(target, deps, look) }];
}

/** What would speak against a release by the strategy of the catalogue. */
function preflightCheck(target: Target, deps: TargetDeps): Check {
  return {
    area: areaOf(target),
    what: 'preflight',
    todo: 'try again; the plan of a release says the same',
    look: () => here(target, deps, () => lookAhead(target, deps)),
  };
}

async function lookAhead(usual: Target, { clusters, lookAround, routerOf }: TargetDeps): Promise<CheckOutcomes> {
  const target = routedFor(usual, usual.strategy);
  const seen = await lookAtTarget(clusters, target);
  if (seen.kind === 'refused') return skipped('the workload cannot be looked at');
  const { strategy } = target;
  const { findings } = await preflight({ clusters, lookAround, router: routerOf(target) }, { target, strategy, seen });
  if (findings.length === 0) return ok(`nothing speaks against a ${strategy.kind} release`);
  return findings.map(({ severity, detail, remedy }) =>
    severity === 'refuse' ? problem(detail, remedy) : warning(detail, remedy),
  );
}
