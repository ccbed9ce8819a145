import type { Configuration } from '../domain/configuration.ts';
import type { Permission } from '../domain/permission.ts';

const verbs = ['get', 'list', 'create', 'update', 'delete'];

const configMaps: readonly Permission[] = [{ group: '', resource: 'configmaps', verbs }];
const secrets: readonly Permission[] = [{ group: '', resource: 'secrets', verbs }];

/** The ClusterRole in `manifests/kubernetes/configuration` that gives it. */
export function configurationRole({ secrets: too }: Configuration): string {
  return too ? 'sluice-configuration-secrets' : 'sluice-configuration';
}

/** What versioned configuration needs in the namespace of its service; no other service needs any of it. */
export function configurationPermissions(configuration: Configuration): readonly Permission[] {
  return configuration.secrets ? [...configMaps, ...secrets] : configMaps;
}
