import type { KindRef, ObjectRef } from '../../platform/kube.ts';

export const podKind: KindRef = { apiVersion: 'v1', kind: 'Pod' };
export const serviceKind: KindRef = { apiVersion: 'v1', kind: 'Service' };

export function serviceRef({ namespace }: { namespace: string }, name: string): ObjectRef {
  return { ...serviceKind, namespace, name };
}

/** `Service checkout`: how people, and the marks of a release, call an object. */
export function titleOf({ kind }: { kind: string }, name: string): string {
  return `${kind} ${name}`;
}
