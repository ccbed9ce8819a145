import type { Action } from '../domain/plan.ts';
import type { KubeObject } from '../platform/kube.ts';
import { withReplicas } from './candidate.ts';
import {
  type Deployment,
  deploymentRef,
  deploymentSchema,
  imageOf,
  isSettled,
  readDeployment,
  troubleOf,
} from './deployment.ts';
import { claimStable, writeStable } from './stable-marks.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** Stable runs the image in all of its pods. */
export const updateWorkload: StepRunner<Of<'workload.update'>> = async (context, { image, replicas }) => {
  const { kube, target } = context;
  const ref = deploymentRef(target, target.workload.name);
  const stable = await readDeployment(kube, target, ref.name);
  if (!stable) return gone(context);
  const now = imageOf(stable, target.workload.container);
  if (now === null)
    return { kind: 'fail', detail: `Deployment ${ref.name} has no container ${target.workload.container}` };
  if (now !== image || stable.spec.replicas < replicas) {
    await writeStable(context, (object) =>
      withImage(withReplicas(object, Math.max(stable.spec.replicas, replicas)), target.workload.container, image),
    );
    return wait('Kubernetes to take it up');
  }
  if (isSettled(stable, replicas)) {
    return claimed(context, stable, (held) => imageOf(held, target.workload.container) === image);
  }
  if (context.undoing) return wait(`${replicas} pods to be ready`);
  const trouble = await troubleOf(kube, target, 'stable', image, context.now);
  return trouble ? { kind: 'fail', detail: trouble.detail, trouble } : wait(`${replicas} pods to be ready`);
};

/** Stable has exactly so many pods: all others are gone, not only going. */
export const scaleWorkload: StepRunner<Of<'workload.scale'>> = async (context, { replicas }) => {
  const { kube, target } = context;
  const ref = deploymentRef(target, target.workload.name);
  const stable = await readDeployment(kube, target, ref.name);
  if (!stable) return gone(context);
  if (stable.spec.replicas !== replicas) {
    await writeStable(context, (object) => withReplicas(object, replicas));
    return wait('Kubernetes to take it up');
  }
  if (replicas === 0)
    return (await podsLeft(context, stable.spec.selector.matchLabels))
      ? wait('the old pods to stop')
      : done('all pods stopped');
  if (isSettled(stable, replicas)) return claimed(context, stable, ({ spec }) => spec.replicas === replicas);
  if (context.undoing) return wait(`${replicas} pods to be ready`);
  const trouble = await troubleOf(kube, target, 'stable', context.plan.to.image, context.now);
  return trouble ? { kind: 'fail', detail: trouble.detail, trouble } : wait(`${replicas} pods to be ready`);
};

/** Done; going back, only once no earlier worker can write what this one has undone (or found undone). */
async function claimed(
  context: StepContext,
  stable: Deployment,
  holds: (held: Deployment) => boolean,
): Promise<StepOutcome> {
  if (context.undoing) {
    const held = await claimStable(context);
    if (!held) return gone(context);
    if (!holds(deploymentSchema.parse(held))) return wait('Kubernetes to take it up');
  }
  return done(`${stable.status.readyReplicas} ready`);
}

function gone({ target, undoing }: StepContext): StepOutcome {
  const detail = `Deployment ${target.workload.name} is gone`;
  return undoing ? { kind: 'retry', error: detail, ms: 5000 } : { kind: 'fail', detail };
}

function withImage(object: KubeObject, name: string, image: string): KubeObject {
  const { spec } = deploymentSchema.parse(object);
  const containers = spec.template.spec.containers.map((each) => (each.name === name ? { ...each, image } : each));
  return { ...object, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } } };
}

async function podsLeft({ kube, target }: StepContext, matchLabels: Record<string, string>): Promise<boolean> {
  const selector = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const pods = await kube.list({ apiVersion: 'v1', kind: 'Pod' }, target.namespace, selector.join(','));
  return pods.length > 0;
}
