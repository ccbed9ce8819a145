import { probeGraceMs, type Target } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KubeObject } from '../platform/kube.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { candidateSelector, kindOf } from '../workloads/of-target.ts';
import { podTrouble } from '../workloads/pod-trouble.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** What keeps the candidate from coming up: one of its pods, or Kubernetes has given it up; null while nothing does. */
export async function candidateTrouble(context: StepContext, candidate: Workload | null): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const pods = await kube.list(podKind, target.namespace, candidateSelector(target));
  return failed(podTroubleIn(pods, context) ?? givenUp(target, candidate, 0));
}

/** What keeps stable from coming up with the new version; null while nothing does. */
export async function stableTrouble(context: StepContext, stable: Workload): Promise<StepOutcome | null> {
  const { kube, target, since } = context;
  const pods = await kindOf(target).pods(kube, stable, target.workload.container);
  const updated = pods.filter(({ image }) => image === context.plan.to.image).map(({ pod }) => pod);
  return failed(podTroubleIn(updated, context) ?? givenUp(target, stable, since));
}

/** Where not even a pod is made (a quota, an admission webhook), there is nothing else to see. */
function givenUp(target: Target, workload: Workload | null, since: number): Trouble | null {
  return workload && kindOf(target).trouble(workload.object, since);
}

function podTroubleIn(pods: readonly KubeObject[], { target, now }: StepContext): Trouble | null {
  const found = pods.map((pod) => podTrouble(pod, { now, graceMs: probeGraceMs(target.limits) }));
  return found.find((each) => each !== null) ?? null;
}

function failed(trouble: Trouble | null): StepOutcome | null {
  return trouble && { kind: 'fail', detail: trouble.detail, trouble };
}
