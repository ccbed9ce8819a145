import type { Registry } from '../model/registry.ts';
import type { Dict, ResourceType } from '../model/types.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const VIRTUAL: readonly (readonly [group: string, plural: string, kind: string])[] = [
  ['authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
  ['authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'],
];

export const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+sandbox',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2024-12-11T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'sandbox/node',
};

/** Answers a discovery path (`/api`, `/apis/apps/v1`, …); undefined for any other. */
export function discover(registry: Registry, path: string, host: string): Dict | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, group = '', version] = parts;
  if (root === 'api' && parts.length === 1) {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: host }];
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  }
  if (root === 'api' && parts.length === 2) return group === 'v1' ? resourceList(registry, '', 'v1') : undefined;
  if (root !== 'apis') return undefined;
  if (parts.length === 1) {
    const groups = [...groupVersions(registry).keys()].map((name) => describeGroup(registry, name));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  const versions = groupVersions(registry).get(group);
  if (versions === undefined) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(registry, group) };
  return versions.includes(version) && parts.length === 3 ? resourceList(registry, group, version) : undefined;
}

function groupVersions(registry: Registry): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const add = (group: string, version: string): void => {
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) groups.set(group, [...versions, version]);
  };
  for (const type of registry.all()) if (type.group !== '') add(type.group, type.version);
  for (const [group] of VIRTUAL) add(group, 'v1');
  return groups;
}

function describeGroup(registry: Registry, name: string): Dict {
  const versions = (groupVersions(registry).get(name) ?? []).map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(registry: Registry, group: string, version: string): Dict {
  const types = registry.all().filter((type) => type.group === group && type.version === version);
  const virtual = VIRTUAL.filter(([owner]) => owner === group).map(([, plural, kind]) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ['create'],
  }));
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [...types.flatMap(describeResource), ...virtual],
  };
}

function describeResource(type: ResourceType): Dict[] {
  const shared = { namespaced: type.namespaced, singularName: '' };
  const main = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: VERBS,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(['Pod', 'Service', 'Deployment', 'ReplicaSet'].includes(type.kind) ? { categories: ['all'] } : {}),
  };
  const subresources = type.subresources.map((name): Dict => {
    const path = `${type.plural}/${name}`;
    switch (name) {
      case 'scale':
        return {
          name: path,
          ...shared,
          group: 'autoscaling',
          version: 'v1',
          kind: 'Scale',
          verbs: ['get', 'patch', 'update'],
        };
      case 'eviction':
        return { name: path, ...shared, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] };
      case 'binding':
        return { name: path, ...shared, kind: 'Binding', verbs: ['create'] };
      case 'log':
        return { name: path, ...shared, kind: type.kind, verbs: ['get'] };
      case 'proxy':
        return {
          name: path,
          ...shared,
          kind: 'PodProxyOptions',
          verbs: ['create', 'delete', 'get', 'patch', 'update'],
        };
      default:
        return { name: path, ...shared, kind: type.kind, verbs: ['get', 'patch', 'update'] };
    }
  });
  return [main, ...subresources];
}
