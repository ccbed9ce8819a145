import type { Leftover } from '../actions/action.ts';
import type { ActionOf } from '../actions/index.ts';
import { candidateName, candidateService, labels } from '../domain/names.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { removeCandidateObjects } from './candidate.ts';
import { isOwn } from './candidate-objects.ts';
import { deploymentRef } from './deployment.ts';
import { unmarkStable } from './stable-marks.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

/**
 * The last look: nothing that this release has made, no weight and no mark is left. What is there all the same is
 * taken away again: a worker that was taken over may have made it after the cleaning had passed. What only carries the
 * release's label is not waited for: anybody can make such an object, and the release would never end.
 */
export const verifyClean: StepRunner<ActionOf<'verify.clean'>> = async (context) => {
  await unmarkStable(context);
  const left = await leftovers(context);
  if (left.length === 0) return done('nothing left behind');
  await removeCandidateObjects(context);
  await context.router.clean(context);
  return wait(`${left.join(', ')} to go`);
};

/** For each sort of what actions leave, but the marks: what of it is still there. The candidate's pods outlive its Deployment. */
const looks: Record<
  Exclude<Leftover, 'workload marks'> | 'candidate pods',
  (context: StepContext) => Promise<string[]>
> = {
  candidate: (context) => ownAt(context, deploymentRef(context.target, candidateName(context.target))),
  'candidate service': async (context) => {
    const { namespace } = context.target;
    const name = candidateService(context.target);
    return name === null ? [] : ownAt(context, { apiVersion: 'v1', kind: 'Service', namespace, name });
  },
  'candidate pods': async ({ kube, target, release }) => {
    const selector = `${labels.release}=${release}`;
    const pods = await kube.list({ apiVersion: 'v1', kind: 'Pod' }, target.namespace, selector);
    return pods.filter((pod) => isCandidatePod(pod, candidateName(target))).map(nameOf);
  },
  routes: (context) => context.router.leftovers(context),
};

async function leftovers(context: StepContext): Promise<string[]> {
  const left = await Promise.all(Object.values(looks).map((look) => look(context)));
  return left.flat();
}

async function ownAt(context: StepContext, ref: ObjectRef): Promise<string[]> {
  const object = await context.kube.get(ref);
  return object && isOwn(context, object) ? [nameOf(object)] : [];
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

/** Of a ReplicaSet of the candidate: one that has no such owner was made by hand. */
function isCandidatePod({ metadata }: KubeObject, candidate: string): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ kind, name }) => kind === 'ReplicaSet' && name.startsWith(`${candidate}-`),
  );
}
