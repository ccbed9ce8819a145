import { annotations } from '../domain/names.ts';
import type { Annotated } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';

/**
 * How many pods the release last asked this Deployment to have; null where it never did, or where an older version of
 * Sluice wrote it. Whoever changes the count after that (an autoscaler, a person) has it: the release does not ask twice.
 */
export function askedFor({ metadata }: Annotated): number | null {
  const count = Number(metadata.annotations?.[annotations.asked] ?? Number.NaN);
  return Number.isInteger(count) && count >= 0 ? count : null;
}

/** The Deployment with so many pods, and with a note that it was the release that asked for them. */
export function asking(object: KubeObject, replicas: number): KubeObject {
  const notes = { ...object.metadata.annotations, [annotations.asked]: String(replicas) };
  return {
    ...object,
    metadata: { ...object.metadata, annotations: notes },
    spec: { ...(object['spec'] as object), replicas },
  };
}
