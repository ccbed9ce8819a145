import type { Registry } from '../model/registry.ts';
import type { ResourceType } from '../model/types.ts';
import type { Attributes } from './access.ts';

/** Where a request goes. */
export type Route =
  | { kind: 'path'; path: string }
  | { kind: 'review'; group: string; resource: string }
  | {
      kind: 'resource';
      type: ResourceType;
      namespace: string;
      /** Empty for the collection. */
      name: string;
      /** Empty for the object itself. */
      subresource: string;
      /** What follows a subresource, as in `proxy/metrics`. */
      rest: string;
    };

/** Virtual resources that answer questions and store nothing. */
const REVIEWS = new Set([
  'authorization.k8s.io/v1/selfsubjectaccessreviews',
  'authorization.k8s.io/v1/selfsubjectrulesreviews',
  'authentication.k8s.io/v1/selfsubjectreviews',
]);

/** Reads the path of a request; undefined when it belongs to no known resource. */
export function parseRoute(registry: Registry, path: string): Route | undefined {
  const parts = path.split('/').slice(1).map(decode);
  const [root, second = '', third = ''] = parts;
  if (root === 'api' && parts.length > 2) return resourceRoute(registry, '', second, parts.slice(2));
  if (root !== 'apis' || parts.length <= 3) return { kind: 'path', path };
  const review = parts.slice(1, 4).join('/');
  if (REVIEWS.has(review)) return { kind: 'review', group: second, resource: parts[3] ?? '' };
  return resourceRoute(registry, second, third, parts.slice(3));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function resourceRoute(
  registry: Registry,
  group: string,
  version: string,
  parts: readonly string[],
): Route | undefined {
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2] ?? '');
  const namespace = scoped ? (parts[1] ?? '') : '';
  const [plural = '', name = '', subresource = '', ...rest] = scoped ? parts.slice(2) : parts;
  const type = registry.find(group, version, plural);
  if (type === undefined || (scoped && !type.namespaced)) return undefined;
  if (type.namespaced && !scoped && name !== '') return undefined;
  if (subresource !== '' && !type.subresources.includes(subresource)) return undefined;
  return { kind: 'resource', type, namespace, name, subresource, rest: rest.join('/') };
}

/** The verb of RBAC for a request to a resource. */
export function verbOf(method: string, name: string, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (isWatch(query)) return 'watch';
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

/** Whether the query asks for a watch. */
export function isWatch(query: URLSearchParams): boolean {
  return ['1', 'true'].includes(query.get('watch') ?? '');
}

/** The question to put to the access rules. */
export function attributesOf(route: Route, method: string, query: URLSearchParams): Attributes {
  if (route.kind === 'path') return { kind: 'path', verb: method.toLowerCase(), path: route.path };
  if (route.kind === 'review') {
    return { kind: 'resource', verb: 'create', group: route.group, resource: route.resource, namespace: '', name: '' };
  }
  const { type, name, subresource } = route;
  const itself = type.plural === 'namespaces' && type.group === '';
  return {
    kind: 'resource',
    verb: verbOf(method, name, query),
    group: type.group,
    resource: subresource === '' ? type.plural : `${type.plural}/${subresource}`,
    namespace: itself ? name : route.namespace,
    name: type.plural === 'pods' && subresource === 'proxy' ? (name.split(':')[0] ?? name) : name,
  };
}
