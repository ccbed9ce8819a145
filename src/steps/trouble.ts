import { probeGraceMs } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KubeObject } from '../platform/kube.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { candidateSelector, kindOf } from '../workloads/of-target.ts';
import { podTrouble } from '../workloads/pod-trouble.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** What keeps one of the candidate's pods from coming up; null while nothing does. */
export async function candidateTrouble(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const pods = await kube.list(podKind, target.namespace, candidateSelector(target));
  return troubleIn(pods, context);
}

/** What keeps one of stable's own pods with the new version from coming up; null while nothing does. */
export async function stableTrouble(context: StepContext, stable: Workload): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const pods = await kindOf(target).pods(kube, stable, target.workload.container);
  const updated = pods.filter(({ image }) => image === context.plan.to.image);
  return troubleIn(
    updated.map(({ pod }) => pod),
    context,
  );
}

function troubleIn(pods: readonly KubeObject[], { target, now }: StepContext): StepOutcome | null {
  const found = pods.map((pod) => podTrouble(pod, { now, graceMs: probeGraceMs(target.limits) }));
  const trouble = found.find((each): each is Trouble => each !== null);
  return trouble ? { kind: 'fail', detail: trouble.detail, trouble } : null;
}
