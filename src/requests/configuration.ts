import { type Configuration, configurationKinds } from '../domain/configuration.ts';
import type { Obstacle, PreflightFinding } from '../domain/preflight.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { configurationRole } from '../marks/configuration-permissions.ts';
import { KubeError } from '../platform/kube.ts';
import type { ConfigurationToMove } from '../strategies/configured.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { earlierNames } from './configuration-before.ts';
import { type Looked, lookAtUse } from './configuration-look.ts';
import type { RequestDeps } from './deps.ts';
import { type Refused, refused } from './place.ts';

export type ConfigurationFound =
  | { kind: 'configuration'; configuration: ConfigurationToMove; findings: PreflightFinding[] }
  | Refused;

interface About {
  request: Pick<Request, 'backwards' | 'image' | 'version'>;
  target: Target;
  workload: Workload;
}

/** The ConfigMaps and Secrets that move with a release, as they stand now; or all that speaks against it. Reads only. */
export async function configurationToMove(
  deps: Pick<RequestDeps, 'clusters' | 'seals' | 'store'>,
  { request, target, workload }: About,
): Promise<ConfigurationFound> {
  const { configuration: setting, service, environment, cluster } = target;
  if (!setting) return { kind: 'configuration', configuration: { moves: [], copies: [] }, findings: [] };
  const uses = kindOf(target)
    .configuration(workload.object)
    .filter(({ kind }) => setting.secrets || kind === 'ConfigMap');
  try {
    const earlier = await earlierNames(deps.store, request, target);
    const look = { kube: deps.clusters(cluster), seals: deps.seals(cluster), setting, target, earlier };
    const looked = await Promise.all(uses.map((use) => lookAtUse(look, use)));
    const obstacles = [...looked.flatMap(obstacleIn), ...unnamed(setting, target, looked), ...twice(target, looked)];
    if (obstacles.length > 0) return refused({ code: 'workload-unfit', service, environment, obstacles });
    const found = looked.flatMap((each) => (each.kind === 'found' ? [each] : []));
    const moves = found.flatMap(({ move }) => move ?? []);
    const copies = found.flatMap(({ copy }) => copy ?? []);
    return {
      kind: 'configuration',
      configuration: { moves, copies },
      findings: found.flatMap((each) => each.findings),
    };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.kind !== 'forbidden') {
      return refused({ code: 'cluster-unreachable', service, environment, cluster, detail: error.message });
    }
    return refused({ code: 'workload-unfit', service, environment, obstacles: [forbidden(target, setting)] });
  }
}

function obstacleIn(looked: Looked): Obstacle[] {
  return looked.kind === 'obstacle' ? [looked.obstacle] : [];
}

/** What the catalogue names and the template does not: somebody counts on a copy of it. */
function unnamed({ versioned }: Configuration, target: Target, looked: readonly Looked[]): Obstacle[] {
  if (versioned === 'all') return [];
  const missing = versioned.filter((name) => !looked.some(({ source }) => source === name));
  return missing.map((name) => ({
    detail: `the catalogue versions ${name}, which ${stableTitle(target)} does not name`,
    remedy: 'correct `configuration` in the catalogue, or the pod template',
  }));
}

/** One source under two names can be put back to neither. */
function twice(target: Target, looked: readonly Looked[]): Obstacle[] {
  const sources = looked.flatMap((each) => (each.kind === 'found' && each.move ? [each.move] : []));
  return configurationKinds.flatMap((kind) => {
    const names = sources.filter((each) => each.kind === kind).map(({ source }) => source);
    const doubled = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
    return doubled.map((name) => ({
      detail: `${stableTitle(target)} names ${kind} ${name} both itself and by a copy of it`,
      remedy: 'apply its manifest again, so that all of its containers and volumes name the same',
    }));
  });
}

function forbidden({ namespace }: Target, setting: Configuration): Obstacle {
  const what = setting.secrets ? 'ConfigMaps and Secrets' : 'ConfigMaps';
  const without = setting.secrets ? ', or set `secrets: false`' : '';
  return {
    detail: `Sluice may not read ${what} in namespace ${namespace}, which \`configuration\` in the catalogue needs`,
    remedy: `bind the ClusterRole ${configurationRole(setting)} there (manifests/kubernetes/configuration)${without}`,
  };
}
