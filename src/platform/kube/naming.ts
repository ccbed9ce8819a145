import type { KindRef, KubeObject, ObjectRef } from '../kube.ts';
import type { Discovery } from './discovery.ts';
import { resourcePath } from './paths.ts';

/** @param withName false for the path of its collection, where it is created */
export async function pathOf(discovery: Discovery, ref: ObjectRef, withName = true): Promise<string> {
  const resource = await discovery.resource(ref);
  return resourcePath(ref.apiVersion, resource, ref.namespace, withName ? ref.name : undefined);
}

export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** As errors name it: "Service shop/checkout". */
export function nameOf(ref: KindRef & { namespace: string; name: string }): string {
  return `${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
}
