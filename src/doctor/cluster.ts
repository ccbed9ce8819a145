import type { Catalogue } from '../config/catalogue.ts';
import type { Permission } from '../domain/permission.ts';
import type { Target } from '../domain/target.ts';
import { configurationPermissions, configurationRole } from '../marks/configuration-permissions.ts';
import type { Clusters, Kube } from '../platform/kube.ts';
import { type Check, type CheckOutcome, ok, problem, skipped, words } from './check.ts';
import { merged, permissionsFor } from './permissions.ts';

/** Whether a cluster answers: everything else about it is only looked at when it does. */
export type Reach = (cluster: string) => Promise<{ kube: Kube } | { error: string }>;

/** Asks each cluster once. */
export function createReach(clusters: Clusters): Reach {
  const asked = new Map<string, ReturnType<Reach>>();
  return (name) => {
    const known = asked.get(name) ?? reach(clusters, name);
    asked.set(name, known);
    return known;
  };
}

async function reach(clusters: Clusters, name: string): ReturnType<Reach> {
  try {
    const kube = clusters(name);
    await kube.canI({ verb: 'list', group: '', resource: 'pods', namespace: 'default' });
    return { kube };
  } catch (error) {
    return { error: words(error) };
  }
}

/** Each cluster, and in each of its namespaces what Sluice must be allowed to do there. */
export function clusterChecks(catalogue: Catalogue, reaching: Reach): Check[] {
  const targets = catalogue.services.flatMap((service) => service.targets);
  const places = new Map<string, Target[]>();
  for (const target of targets) {
    const key = JSON.stringify([target.cluster, target.namespace]);
    places.set(key, [...(places.get(key) ?? []), target]);
  }
  const needs = (target: Target) =>
    permissionsFor(target, { podNetwork: catalogue.clusters[target.cluster]?.kind === 'in-cluster' });
  const names = [...new Set(targets.map(({ cluster }) => cluster))];
  return names.flatMap((name) => [
    reachable(name, reaching),
    ...[...places.values()].flatMap((here) =>
      here[0]?.cluster === name
        ? [permissions(here[0], releaser(merged(here.flatMap(needs))), reaching), ...configurationCheck(here, reaching)]
        : [],
    ),
  ]);
}

const reachTodo =
  'check the kubeconfig and its context (`clusters` in the catalogue, SLUICE_KUBECONFIG) and the network';

function reachable(name: string, reaching: Reach): Check {
  return {
    area: `Cluster ${name}`,
    what: 'API server',
    todo: reachTodo,
    async look() {
      const found = await reaching(name);
      return 'error' in found ? problem(found.error, reachTodo) : ok('answers');
    },
  };
}

/** Permissions that a role of the manifests gives. */
interface Needed {
  what: string;
  permissions: readonly Permission[];
  role: string;
  folder: string;
}

function releaser(permissions: readonly Permission[]): Needed {
  return { what: 'permissions', permissions, role: 'sluice-releaser', folder: 'rbac' };
}

/** Beyond what every service needs, and only for those that say so in the catalogue. */
function configurationCheck(targets: readonly Target[], reaching: Reach): Check[] {
  const settings = targets.flatMap(({ configuration }) => configuration ?? []);
  const most = settings.find(({ secrets }) => secrets) ?? settings[0];
  if (!most || !targets[0]) return [];
  const needed: Needed = {
    what: 'permissions for versioned configuration',
    permissions: configurationPermissions(most),
    role: configurationRole(most),
    folder: 'configuration',
  };
  return [permissions(targets[0], needed, reaching)];
}

function permissions(
  { cluster: name, namespace }: Pick<Target, 'cluster' | 'namespace'>,
  needed: Needed,
  reaching: Reach,
): Check {
  return {
    area: `Cluster ${name}`,
    what: `${needed.what} in ${namespace}`,
    todo: reachTodo,
    async look() {
      const found = await reaching(name);
      return 'error' in found ? unreached(name) : allowed(found.kube, namespace, needed);
    },
  };
}

export function unreached(name: string): CheckOutcome {
  return skipped(`cluster ${name} does not answer`);
}

async function allowed(kube: Kube, namespace: string, needed: Needed): Promise<CheckOutcome> {
  const answers = await Promise.all(needed.permissions.map((permission) => lacking(kube, namespace, permission)));
  const missing = answers.filter((each) => each !== null);
  if (missing.length === 0) return ok('all that are needed');
  const todo = `bind the ClusterRole ${needed.role} in ${namespace}: manifests/kubernetes/${needed.folder}`;
  return problem(`not allowed: ${missing.join('; ')}`, todo);
}

/** `create, delete services`, or null where nothing is lacking. */
async function lacking(kube: Kube, namespace: string, { group, resource, verbs }: Permission): Promise<string | null> {
  const [plural = '', subresource] = resource.split('/');
  const question = { group, resource: plural, namespace, ...(subresource === undefined ? {} : { subresource }) };
  const may = await Promise.all(verbs.map((verb) => kube.canI({ ...question, verb })));
  const missing = verbs.filter((_, index) => !may[index]);
  return missing.length === 0 ? null : `${missing.join(', ')} ${resource}`;
}
