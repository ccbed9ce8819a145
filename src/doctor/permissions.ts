import type { Permission } from '../domain/permission.ts';
import type { Target } from '../domain/target.ts';
import { testsOf } from '../domain/tests-of.ts';
import { allJobPermissions, jobPermissions, migrationPermissions } from '../marks/job-permissions.ts';
import { admissionPermissions } from '../preflight/admission.ts';
import { preflightPermissions } from '../preflight/sources.ts';
import { allProviderPermissions, providerPermissions } from '../providers/index.ts';
import type { Standpoint } from '../providers/kind.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import { routedFor } from '../strategies/routed.ts';
import { workloadKinds } from '../workloads/index.ts';
import { kindOf } from '../workloads/of-target.ts';

const always: readonly Permission[] = [
  { group: '', resource: 'services', verbs: ['get', 'list', 'create', 'delete'] },
  { group: '', resource: 'pods', verbs: ['list', 'watch'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'events', verbs: ['list'] },
  { group: 'autoscaling', resource: 'horizontalpodautoscalers', verbs: ['list'] },
];

/**
 * What one target needs, its workload and its providers included. What is only looked at before a release is not among
 * it: without that a release goes on, and says what it could not tell.
 * @param from from where its cluster is looked at
 * @throws where this version cannot read the settings of a provider
 */
export function permissionsFor(target: Target, from: Standpoint): Permission[] {
  const own = target.migration ? migrationPermissions(target.migration) : [];
  const providers = providerPermissions(routedFor(target, target.strategy), from);
  const strategy = kindOfStrategy(target.strategy).permissions(target.strategy);
  const { job } = testsOf(target.strategy);
  const tests = job ? jobPermissions([job]) : [];
  return [...kindOf(target).permissions, ...always, ...own, ...providers, ...strategy, ...tests];
}

/**
 * What targets of any kind with any providers need: the ClusterRole in `manifests`, which a test compares with it.
 * @internal
 */
export const allPermissions: readonly Permission[] = [
  ...Object.values(workloadKinds).flatMap(({ permissions }) => permissions),
  ...always,
  ...allJobPermissions,
  ...allProviderPermissions,
  ...preflightPermissions,
  ...admissionPermissions,
];

/** Each resource once, with the verbs of all. */
export function merged(permissions: readonly Permission[]): Permission[] {
  const byResource = new Map<string, Permission>();
  for (const permission of permissions) {
    const key = `${permission.group}/${permission.resource}`;
    const verbs = [...new Set([...(byResource.get(key)?.verbs ?? []), ...permission.verbs])];
    byResource.set(key, { ...permission, verbs });
  }
  return [...byResource.values()];
}
