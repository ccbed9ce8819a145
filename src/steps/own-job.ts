import { labels } from '../domain/names.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { heldUp } from './job-state.ts';
import { lookAgainMs, type StepContext, type StepOutcome, wait } from './step.ts';

/** Sluice has made it, for this release: a label alone says nothing. */
export function isOwnJob({ release, fence }: StepContext, job: KubeObject): boolean {
  return job.metadata.labels?.[labels.release] === release && fence.seals.holds(job);
}

/** What an earlier release has left of a look of its own goes before this one's; anybody else's is left alone. */
export async function outOfTheWay(context: StepContext, ref: ObjectRef, job: KubeObject): Promise<StepOutcome> {
  const isOurs = job.metadata.labels?.[labels.release] !== undefined && context.fence.seals.holds(job);
  return isOurs ? removedToRepeat(context, ref, job) : foreignJob(job);
}

/** It goes, so that another can be made in its place. */
export async function removedToRepeat(context: StepContext, ref: ObjectRef, job: KubeObject): Promise<StepOutcome> {
  await removeJob(context, ref, job);
  return wait(`${titleOfJob(job)} to go, so that it can run again`);
}

/** This very Job is removed, with its pods. */
export async function removeJob({ fence, kube }: StepContext, ref: ObjectRef, { metadata }: KubeObject): Promise<void> {
  await fence.confirm();
  await kube.remove(ref, metadata.uid ? { uid: metadata.uid } : {});
}

/** Somebody else's is in the place of this release's. */
export function foreignJob(job: KubeObject): StepOutcome {
  const owner = job.metadata.labels?.[labels.release];
  const whose = owner === undefined ? 'not made by Sluice' : `of release ${owner}`;
  return {
    kind: 'fail',
    detail: `${titleOfJob(job)} exists already (${whose}): look at it, and delete it once it is no longer needed`,
  };
}

/** One that may run, or what keeps it from running. */
export async function runningJob(context: StepContext, job: KubeObject): Promise<StepOutcome> {
  const held = await heldUp(context, job);
  if (held === null) return wait(`${titleOfJob(job)} to finish`);
  return { kind: 'retry', error: `${titleOfJob(job)} does not start: ${held}`, ms: lookAgainMs };
}

/** The log is to have it before anything follows from it. */
export function begunJob(job: KubeObject): StepOutcome {
  const begun = { job: job.metadata.name, uid: job.metadata.uid ?? '' };
  return { ...wait(`${titleOfJob(job)} to start`), begun };
}

/** Where nobody removes a Job that only looks, as when its release ends meanwhile, the cluster does, this long (s) after its end. */
export const goesAfterS = 600;

export function titleOfJob(job: KubeObject): string {
  return titleOf(job, job.metadata.name);
}
