import { KubeError } from '../kube.ts';
import { groupPath, type Resource } from './discovery.ts';

/** `/apis/apps/v1/namespaces/shop/deployments/web`; without a name, the collection. Throws `invalid` for bad names. */
export function resourcePath(apiVersion: string, resource: Resource, namespace: string, name?: string): string {
  const scope = resource.namespaced ? `/namespaces/${segment(namespace)}` : '';
  const object = name === undefined ? '' : `/${segment(name)}`;
  return `${groupPath(apiVersion)}${scope}/${resource.plural}${object}`;
}

/** A path through the API server's proxy to a port of a pod. `path` begins with a slash and may have a query. */
export function podProxyPath(namespace: string, pod: string, port: number, path: string): string {
  if (!path.startsWith('/')) throw new KubeError('invalid', `the path "${path}" must begin with a slash`);
  return `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}:${port}/proxy${path}`;
}

export function podLogPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}/log`;
}

/** Names of all built-in and custom objects are made of these; anything else could lead to another address. */
function segment(name: string): string {
  if (!/^[a-z0-9]([-a-z0-9.:_]*[a-z0-9])?$/i.test(name)) {
    throw new KubeError('invalid', `"${name}" is not a name of a Kubernetes object`);
  }
  return name;
}
