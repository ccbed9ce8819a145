import { setByOthers } from '../steps/as-planned.ts';
import { notStarted } from '../steps/not-started.ts';
import type { StepContext } from '../steps/step.ts';
import { noLongerIn } from '../steps/still-in.ts';
import { whoScales } from '../steps/who-scales.ts';
import { kindOf, readStable, stableTitle } from '../workloads/of-target.ts';
import { lackOf, refusedTrouble } from '../workloads/trouble/refused.ts';
import type { Workload } from '../workloads/workload.ts';
import type { WorkloadLook } from './workload-look.ts';

/**
 * Stable, while it is watched with the new version in it. How many pods it has is for others to decide, none included:
 * then there is nothing to watch. Nor is there where somebody has set a third version, of which the figures are then. One read, or two more where it has none or waits for pods. Throws a `KubeError`.
 */
export async function stableNow(step: StepContext): Promise<WorkloadLook> {
  const { kube, target, plan, now, since } = step;
  const stable = await readStable(kube, target);
  if (!stable) return { kind: 'lost', detail: `${stableTitle(target)} is gone` };
  const theirs = setByOthers(plan, stable, target.workload.container);
  if (theirs !== null) return { kind: 'lost', detail: `${stableTitle(target)} runs ${theirs} by now` };
  if (stable.replicas === 0) return { kind: 'serves', lacks: await scaledToZero(step, stable), idle: true };
  const refusal = kindOf(target).refusal(stable.object);
  const asked = { name: target.workload.name, since, now, shared: true };
  const trouble = refusal && refusedTrouble(refusal, asked);
  if (trouble) return { kind: 'trouble', trouble };
  if (refusal) return { kind: 'serves', lacks: lackOf(refusal), idle: false };
  const waiting = stable.ready < stable.replicas ? await waitingPod(step, stable) : null;
  if (waiting?.kind === 'trouble') return waiting;
  return { kind: 'serves', lacks: waiting?.detail ?? null, idle: false };
}

/** The same while only the contract is still to come: by then anybody may have put another version there. */
export async function soakNow(step: StepContext): Promise<WorkloadLook> {
  const other = await noLongerIn(step);
  return other === null ? stableNow(step) : { kind: 'replaced', detail: other };
}

async function waitingPod(step: StepContext, stable: Workload) {
  const pods = await kindOf(step.target).pods(step.kube, stable, step.target.workload.container);
  return notStarted(
    step,
    pods.map(({ pod }) => pod),
  );
}

/** Who has scaled stable to 0, in words. */
export async function scaledToZero(step: StepContext, stable: Workload): Promise<string> {
  const writer = await whoScales(step, stable);
  return `${writer?.who ?? 'somebody'} has scaled ${stableTitle(step.target)} to 0`;
}
