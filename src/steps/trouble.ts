import { podTrouble } from '../analysis/pods.ts';
import { candidateSelector } from '../domain/names.ts';
import { probeGraceMs } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KubeObject } from '../platform/kube.ts';
import type { Deployment } from './deployment.ts';
import { ownPods } from './own-pods.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** What keeps one of the candidate's pods from coming up; null while nothing does. */
export async function candidateTrouble(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const pods = await kube.list({ apiVersion: 'v1', kind: 'Pod' }, target.namespace, candidateSelector(target));
  return troubleIn(pods, context);
}

/** What keeps one of stable's own pods with the new version from coming up; null while nothing does. */
export async function stableTrouble(context: StepContext, stable: Deployment): Promise<StepOutcome | null> {
  const pods = await ownPods(context.kube, context.target, stable);
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
