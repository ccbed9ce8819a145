import { candidateName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { fencedWrite } from '../platform/kube/fence.ts';
import { settled, wantedReplicas, withReplicas } from './candidate.ts';
import { deploymentRef, isSettled, readDeployment } from './deployment.ts';
import { writeStable } from './stable-marks.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** Capacity first: the candidate must have its pods ready before it gets the share. */
export const shiftTraffic: StepRunner<Of<'traffic.shift'>> = async (context, { percent, replicas }) => {
  const { router, target, kube, fence } = context;
  const wanted = await wantedReplicas(context, replicas);
  const candidate = await readDeployment(kube, target, candidateName(target));
  if (candidate && candidate.spec.replicas < wanted) {
    await fencedWrite(kube, deploymentRef(target, candidate.metadata.name), fence, (object) =>
      withReplicas(object, wanted),
    );
  }
  const ready = await settled(context, wanted);
  if (ready.kind !== 'done') return ready;
  await router.shift(context, percent);
  return done(`${percent} % of the traffic`);
};

/**
 * All traffic to stable, as far as stable can carry it: where stable is smaller than it was (an autoscaler followed
 * the traffic away), it is scaled up first and gets only the share that its ready pods can take meanwhile.
 */
export const restoreTraffic: StepRunner<Of<'traffic.restore'>> = async (context, { replicas }) => {
  const { router, kube, target } = context;
  const stable = await readDeployment(kube, target, target.workload.name);
  if (!stable) return { kind: 'retry', error: `Deployment ${target.workload.name} is gone`, ms: 5000 };
  const ready = stable.status.readyReplicas;
  if (ready >= replicas && (context.undoing || isSettled(stable, replicas))) {
    await router.shift(context, 0);
    return done(`all traffic on ${context.undoing ? context.plan.from.version : context.plan.to.version}`);
  }
  if (stable.spec.replicas < replicas) {
    await writeStable(context, (object) => withReplicas(object, replicas));
  }
  if (context.undoing && router.traits.precision === 'exact') await returnPart(context, ready / replicas);
  return wait(`${replicas} pods of stable to be ready (${ready} are)`);
};

/** @param capacity ratio 0 to 1 of the traffic that stable can carry now */
async function returnPart(context: StepContext, capacity: number): Promise<void> {
  const share = await context.router.share(context);
  const bearable = Math.ceil(100 * (1 - capacity));
  if (bearable < share) await context.router.shift(context, bearable);
}
