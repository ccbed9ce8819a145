import { candidateName, candidateService, labels } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { fencedCreate, fencedWrite } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import { candidateDeployment, candidateServiceObject, isOwn } from './candidate-objects.ts';
import {
  type Deployment,
  deploymentRef,
  deploymentSchema,
  isSettled,
  readDeployment,
  troubleOf,
} from './deployment.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** The candidate exists, has its own Service, and as many pods ready as were asked for. */
export const startCandidate: StepRunner<Of<'candidate.start'>> = async (context, { replicas }) => {
  const { kube, target } = context;
  const stable = await kube.get(deploymentRef(target, target.workload.name));
  if (!stable) return { kind: 'fail', detail: `Deployment ${target.workload.name} is gone` };
  const problem = (await ensureDeployment(context, stable, replicas)) ?? (await ensureService(context));
  return problem ?? settled(context, replicas);
};

/** The candidate grows to the size of its coming share; it never shrinks here. */
export const scaleCandidate: StepRunner<Of<'candidate.scale'>> = async (context, { replicas }) => {
  const wanted = await wantedReplicas(context, replicas);
  const now = await readDeployment(context.kube, context.target, candidateName(context.target));
  if (!now) return { kind: 'fail', detail: `Deployment ${candidateName(context.target)} is gone` };
  if (now.spec.replicas < wanted) {
    await fencedWrite(context.kube, deploymentRef(context.target, now.metadata.name), context.fence, (object) =>
      withReplicas(object, wanted),
    );
  }
  return settled(context, wanted);
};

/** Neither Deployment nor Service nor pods of the candidate are left. */
export const removeCandidate: StepRunner<Of<'candidate.remove'>> = async (context) => {
  const { kube, target, fence } = context;
  const service = candidateService(target);
  const refs = [
    deploymentRef(target, candidateName(target)),
    ...(service ? [{ apiVersion: 'v1', kind: 'Service', namespace: target.namespace, name: service }] : []),
  ];
  let left = false;
  for (const ref of refs) {
    const object = await kube.get(ref);
    if (!object) continue;
    // Somebody else's object of that name: this release has none to remove.
    if (!isOwn(context, object)) continue;
    await fence.confirm();
    await kube.remove(ref, object.metadata.uid ? { uid: object.metadata.uid } : {});
    left = true;
  }
  return left ? wait('the candidate to go') : done('candidate removed');
};

/**
 * How many pods the candidate needs now: what the plan says, or more where stable was scaled up since, in the same
 * proportion.
 */
export async function wantedReplicas({ kube, target, plan }: StepContext, planned: number): Promise<number> {
  const stable = await readDeployment(kube, target, target.workload.name);
  const grown = plan.replicas > 0 && stable ? Math.ceil((planned / plan.replicas) * stable.spec.replicas) : planned;
  return Math.max(planned, grown);
}

/** Done when the candidate has the pods, trouble when one of them cannot come up, otherwise wait. */
export async function settled({ kube, target, plan, now }: StepContext, replicas: number): Promise<StepOutcome> {
  const candidate = await readDeployment(kube, target, candidateName(target));
  if (candidate && isSettled(candidate, replicas)) return done(`${candidate.status.readyReplicas} ready`);
  const trouble = await troubleOf(kube, target, 'candidate', plan.to.image, now);
  return trouble ? { kind: 'fail', detail: trouble.detail, trouble } : wait(`${replicas} candidate pods to be ready`);
}

export function withReplicas(object: KubeObject, replicas: number): KubeObject {
  const spec: Deployment['spec'] = deploymentSchema.parse(object).spec;
  return { ...object, spec: { ...spec, replicas } };
}

async function ensureDeployment(
  context: StepContext,
  stable: KubeObject,
  replicas: number,
): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const ref = deploymentRef(target, candidateName(target));
  const there = await kube.get(ref);
  if (there) return foreign(context, there);
  const selector = await serviceSelector(context);
  const candidate = candidateDeployment(context, deploymentSchema.parse(stable), replicas, selector);
  await fencedCreate(kube, candidate, context.fence);
  return null;
}

async function ensureService(context: StepContext): Promise<StepOutcome | null> {
  const { kube, target } = context;
  const name = candidateService(target);
  if (!name || !target.workload.service) return null;
  const there = await kube.get({ apiVersion: 'v1', kind: 'Service', namespace: target.namespace, name });
  if (there) return foreign(context, there);
  const original = await kube.get({
    apiVersion: 'v1',
    kind: 'Service',
    namespace: target.namespace,
    name: target.workload.service,
  });
  if (!original) return { kind: 'fail', detail: `Service ${target.workload.service} is gone` };
  await fencedCreate(kube, candidateServiceObject(context, original), context.fence);
  return null;
}

/** An object of that name that this release did not make must not be touched. */
function foreign(context: StepContext, object: KubeObject): StepOutcome | null {
  if (isOwn(context, object)) return null;
  const owner = object.metadata.labels?.[labels.release];
  const whose = owner === undefined || owner === context.release ? 'not made by Sluice' : `of release ${owner}`;
  return { kind: 'fail', detail: `${object.kind} ${object.metadata.name} exists already (${whose})` };
}

async function serviceSelector({ kube, target }: StepContext): Promise<Record<string, string>> {
  if (!target.workload.service) return {};
  const service = await kube.get({
    apiVersion: 'v1',
    kind: 'Service',
    namespace: target.namespace,
    name: target.workload.service,
  });
  const spec = service?.['spec'];
  const selector = spec && typeof spec === 'object' && 'selector' in spec ? spec.selector : {};
  return (selector ?? {}) as Record<string, string>;
}
