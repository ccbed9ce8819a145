import type { KubeObject } from '../platform/kube.ts';
import { heldBy, stateWithPods } from '../workloads/job/pod-state.ts';
import { type JobState, stateOfJob } from '../workloads/job/state.ts';
import { controllerOf } from '../workloads/objects/owner.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { startHindrance } from '../workloads/trouble/not-started.ts';
import { shorten } from '../workloads/trouble/status.ts';
import { eventsAbout, notStarted } from './not-started.ts';
import type { StepContext } from './step.ts';

/** Where a Job is, by its pod too. */
export async function stateNow(context: StepContext, job: KubeObject): Promise<JobState> {
  const state = stateOfJob(job);
  if (state.kind === 'suspended' || state.kind === 'succeeded') return state;
  return stateWithPods(state, job, await podsOf(context, job));
}

/**
 * Why a Job that may run does not, in the cluster's words: no pod may be made, no node takes it, its image or something that
 * it mounts is not there. Nobody can take it back safely, so it is only told; its deadline ends it.
 * @returns null where its command runs, or the cluster says nothing
 */
export async function heldUp(context: StepContext, job: KubeObject): Promise<string | null> {
  const own = (await podsOf(context, job)).filter((pod) => controllerOf(pod)?.uid === job.metadata.uid);
  const last = own.at(-1);
  if (last) return heldBy(last) ?? wordsOf(await notStarted(context, own));
  const { namespace, uid } = job.metadata;
  if (namespace === undefined || uid === undefined) return null;
  const found = startHindrance(await eventsAbout(context.kube, { namespace, uid }));
  return found && shorten(found.detail);
}

function wordsOf(found: Awaited<ReturnType<typeof notStarted>>): string | null {
  switch (found?.kind) {
    case 'passing':
      return found.detail;
    case 'trouble':
      return found.trouble.detail;
    case undefined:
      return null;
  }
}

function podsOf({ kube, target }: StepContext, job: KubeObject): Promise<KubeObject[]> {
  return kube.list(podKind, target.namespace, labelText({ 'job-name': job.metadata.name }));
}
