import type { Target } from '../domain/target.ts';

/** What Sluice's account must be allowed to do in the namespace of a workload. */
export interface Permission {
  /** Empty for the core group. */
  group: string;
  /** Plural, with a subresource where one is meant: `pods/proxy`. */
  resource: string;
  verbs: readonly string[];
}

const always: readonly Permission[] = [
  { group: 'apps', resource: 'deployments', verbs: ['get', 'list', 'create', 'update', 'delete'] },
  { group: '', resource: 'services', verbs: ['get', 'list', 'create', 'delete'] },
  { group: '', resource: 'pods', verbs: ['list', 'watch'] },
  { group: 'apps', resource: 'replicasets', verbs: ['list'] },
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
 * What one target needs, by its router and its source of figures.
 * @param podNetwork whether pod IPs of its cluster can be dialled from where Sluice runs
 */
export function permissionsFor(
  { router, metrics }: Pick<Target, 'router' | 'metrics'>,
  podNetwork: boolean,
): Permission[] {
  const subsets = router['mode'] === 'subsets' ? [destinationRules] : [];
  const routing = router.kind === 'istio' ? [virtualServices, ...subsets] : [];
  const via = metrics['via'] ?? 'auto';
  const proxied = metrics.kind === 'scrape' && (via === 'proxy' || (via === 'auto' && !podNetwork));
  const measuring = proxied ? [podProxy] : [];
  return [...always, ...routing, ...measuring];
}

/** What all routers and sources together need: the ClusterRole in `manifests`. */
export const allPermissions: readonly Permission[] = [...always, virtualServices, destinationRules, podProxy];

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
