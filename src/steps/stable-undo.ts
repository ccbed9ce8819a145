import { holderOf } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { type Deployment, deploymentSchema, imageOf, isRolled, isSettled } from './deployment.ts';
import { claimStable, isWritten } from './stable-marks.ts';
import { done, isLate, type StepContext, type StepOutcome, wait } from './step.ts';

/**
 * Going back: no pod of the other version is left, and all are ready; or, when that takes too long, some are. The last
 * one may be one for which the cluster has no room, and it was missing before the release as well.
 */
export async function standing(context: StepContext, stable: Deployment, holds: Holds): Promise<StepOutcome> {
  const enough = isSettled(stable) || (isRolled(stable) && stable.status.readyReplicas > 0 && isLate(context));
  return enough ? claimed(context, stable, holds) : wait(podsToBeReady(stable));
}

export function podsToBeReady({ spec, status }: Deployment): string {
  return `${spec.replicas} pods to be ready (${status.readyReplicas} are)`;
}

/**
 * This release has not written stable. An earlier worker of it may still be about to, unless somebody has changed stable
 * since: then its write meets a conflict.
 */
export async function leaveAlone(context: StepContext, stable: KubeObject): Promise<StepOutcome> {
  const nothing = done('this release had changed nothing here');
  if (holderOf(stable, context.fence) === 'another') return nothing;
  if (imageOf(deploymentSchema.parse(stable), context.target.workload.container) !== context.plan.from.image)
    return nothing;
  const held = await claimStable(context);
  if (!held) return gone(context);
  return isWritten(held, context) ? wait('Kubernetes to take it up') : nothing;
}

type Holds = (held: Deployment) => boolean;

/** Done, once no earlier worker can write what this one has undone (or found undone). */
export async function claimed(context: StepContext, stable: Deployment, holds: Holds): Promise<StepOutcome> {
  const held = await claimStable(context);
  if (!held) return gone(context);
  if (!holds(deploymentSchema.parse(held))) return wait('Kubernetes to take it up');
  return done(`${stable.status.readyReplicas} ready`);
}

export function gone({ target, undoing }: StepContext): StepOutcome {
  const detail = `Deployment ${target.workload.name} is gone`;
  return undoing ? { kind: 'retry', error: detail, ms: 5000 } : { kind: 'fail', detail };
}
