import type { Permission } from '../domain/permission.ts';
import type { Target } from '../domain/target.ts';
import { workloadKinds } from '../workloads/index.ts';
import { kindOf } from '../workloads/of-target.ts';

const always: readonly Permission[] = [
  { group: '', resource: 'services', verbs: ['get', 'list', 'create', 'delete'] },
  { group: '', resource: 'pods', verbs: ['list', 'watch'] },
];

const virtualServices: Permission = {
  group: 'networking.istio.io',
  resource: 'virtualservices',
  verbs: ['get', 'update'],
};
const destinationRules: Permission = {
  group: 'networking.istio.io',
  resource: 'destinationrules',
  verbs: ['get', 'update'],
};
const podProxy: Permission = { group: '', resource: 'pods/proxy', verbs: ['get'] };

/**
 * What one target needs, by its workload, its router and its source of figures.
 * @param podNetwork whether pod IPs of its cluster can be dialled from where Sluice runs
 */
export function permissionsFor(
  { router, metrics, workload }: Pick<Target, 'router' | 'metrics' | 'workload'>,
  podNetwork: boolean,
): Permission[] {
  const subsets = router['mode'] === 'subsets' ? [destinationRules] : [];
  const routing = router.kind === 'istio' ? [virtualServices, ...subsets] : [];
  const via = metrics['via'] ?? 'auto';
  const proxied = metrics.kind === 'scrape' && (via === 'proxy' || (via === 'auto' && !podNetwork));
  const measuring = proxied ? [podProxy] : [];
  return [...kindOf({ workload }).permissions, ...always, ...routing, ...measuring];
}

/** What all workloads, routers and sources together need: the ClusterRole in `manifests`. */
export const allPermissions: readonly Permission[] = [
  ...Object.values(workloadKinds).flatMap(({ permissions }) => permissions),
  ...always,
  virtualServices,
  destinationRules,
  podProxy,
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
