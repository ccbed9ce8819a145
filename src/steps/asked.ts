import { annotations } from '../domain/names.ts';
import type { Annotated } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { kindOf } from '../workloads/of-target.ts';
import type { StepContext } from './step.ts';

type Holder = Pick<StepContext, 'release'>;

/**
 * How many pods the release last asked this workload to have; null where it never did, or where an older version of
 * Sluice wrote it. Whoever changes the count after that (an autoscaler, a person) has it: the release does not ask twice.
 */
export function askedFor({ metadata }: Annotated, { release }: Holder): number | null {
  const [by, count] = (metadata.annotations?.[annotations.asked] ?? '').split('/');
  return by === release && count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : null;
}

/** The workload with so many pods, and with a note that it was the release that asked for them. */
export function asking(object: KubeObject, replicas: number, holder: Holder & Pick<StepContext, 'target'>): KubeObject {
  const notes = { ...object.metadata.annotations, [annotations.asked]: askedNote(replicas, holder) };
  const sized = kindOf(holder.target).withReplicas(object, replicas);
  return { ...sized, metadata: { ...sized.metadata, annotations: notes } };
}

/** `<release>/<count>`: a note that another release has left says nothing. */
export function askedNote(replicas: number, { release }: Holder): string {
  return `${release}/${replicas}`;
}
