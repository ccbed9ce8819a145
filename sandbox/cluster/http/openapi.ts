import type { Registry } from '../model/registry.ts';
import type { Dict, ResourceType } from '../model/types.ts';
import { VERSION } from './discovery.ts';

/**
 * What `kubectl apply` asks before it sends anything: whether the server checks the fields itself. Paths and parameters
 * only, without schemas: patches are then made by what kubectl itself knows of a kind. The media type of strategic patches
 * is left out, since naming it promises a schema.
 * @returns undefined for any other path
 */
export function describeApi(registry: Registry, path: string): Dict | undefined {
  const [, root, version, ...group] = path.split('/');
  if (root !== 'openapi' || version !== 'v3') return undefined;
  const places = Map.groupBy(registry.all(), placeOf);
  if (group.length === 0) {
    const urls = [...places.keys()].map((place) => [place, { serverRelativeURL: `/openapi/v3/${place}` }]);
    return { paths: Object.fromEntries(urls) };
  }
  const types = places.get(group.join('/'));
  return types && documentOf(types);
}

/** `api/v1`, `apis/apps/v1`. */
function placeOf({ group, version }: ResourceType): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function documentOf(types: readonly ResourceType[]): Dict {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: VERSION.gitVersion },
    paths: Object.fromEntries(types.map((type) => [pathOf(type), { patch: patchOf(type) }])),
    components: { schemas: {} },
  };
}

function pathOf(type: ResourceType): string {
  return `/${placeOf(type)}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.plural}/{name}`;
}

const patches = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];
const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
}));

function patchOf({ group, version, kind }: ResourceType): Dict {
  return {
    description: `partially update the specified ${kind}`,
    parameters,
    requestBody: { content: Object.fromEntries(patches.map((type) => [type, { schema: { type: 'object' } }])) },
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
}
