import { holderOf } from '../platform/kube/fence.ts';
import { pods } from '../words/format.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { removeBroken } from './broken-pods.ts';
import { claimStable, isWritten } from './stable-marks.ts';
import { done, isLate, lookAgainMs, type StepContext, type StepOutcome, wait } from './step.ts';

/**
 * Going back: no pod of the other version is left, and all are ready; or, when that takes too long, some are. The last
 * one may be one for which the cluster has no room, and it was missing before the release as well.
 */
export async function standing(context: StepContext, stable: Workload, holds: Holds): Promise<StepOutcome> {
  const enough = stable.settled || (stable.rolled && stable.ready > 0 && isLate(context));
  if (enough) return claimed(context, stable, holds);
  const stopped = halted(context, stable);
  if (stopped) return stopped;
  const removed = await removeBroken(context, stable);
  return wait(removed > 0 ? `${pods(removed, 'broken pod')} to be replaced` : podsToBeReady(stable));
}

/** Somebody has seen to it that no pod of another template comes or goes, however long it is waited. Else null. */
export function halted({ target }: StepContext, { object, rolled }: Workload): StepOutcome | null {
  const kind = kindOf(target);
  const { paused = false, onDelete = null } = (rolled ? null : kind.rollout(object)) ?? {};
  if (onDelete) return { kind: 'retry', error: `${onDelete.detail}: ${onDelete.remedy}`, ms: lookAgainMs };
  if (!paused) return null;
  const command = `kubectl rollout resume ${kind.word}/${target.workload.name} -n ${target.namespace}`;
  return { kind: 'retry', error: `${stableTitle(target)} is paused: resume it (${command})`, ms: lookAgainMs };
}

export function podsToBeReady({ replicas, ready }: Workload): string {
  return `${replicas} pods to be ready (${ready} are)`;
}

/**
 * This release has not written stable. An earlier worker of it may still be about to, unless somebody has changed stable
 * since: then its write meets a conflict.
 */
export async function leaveAlone(context: StepContext, { object, images }: Workload): Promise<StepOutcome> {
  const nothing = done('this release had changed nothing here');
  if (holderOf(object, context.fence) === 'another') return nothing;
  if (images.get(context.target.workload.container) !== context.plan.from.image) return nothing;
  const held = await claimStable(context);
  if (!held) return gone(context);
  return isWritten(held, context) ? wait('Kubernetes to take it up') : nothing;
}

type Holds = (held: Workload) => boolean;

/** Done, once no earlier worker can write what this one has undone (or found undone). */
export async function claimed(context: StepContext, stable: Workload, holds: Holds): Promise<StepOutcome> {
  const held = await claimStable(context);
  if (!held) return gone(context);
  if (!holds(kindOf(context.target).read(held))) return wait('Kubernetes to take it up');
  return done(`${stable.ready} ready`);
}

export function gone({ target, undoing }: StepContext): StepOutcome {
  const detail = `${stableTitle(target)} is gone`;
  return undoing ? { kind: 'retry', error: detail, ms: 5000 } : { kind: 'fail', detail };
}
