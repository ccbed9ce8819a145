import type { ActionOf } from '../actions/index.ts';
import { candidateName, candidateService, labels } from '../domain/names.ts';
import type { KubeObject } from '../platform/kube.ts';
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

async function leftovers(context: StepContext): Promise<string[]> {
  const { kube, target, release, router } = context;
  const { namespace } = target;
  const service = candidateService(target);
  const [deployment, front, pods] = await Promise.all([
    kube.get(deploymentRef(target, candidateName(target))),
    service === null ? null : kube.get({ apiVersion: 'v1', kind: 'Service', namespace, name: service }),
    kube.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, `${labels.release}=${release}`),
  ]);
  const made = [deployment, front].filter((object) => object !== null).filter((object) => isOwn(context, object));
  const objects = [...made, ...pods.filter((pod) => isCandidatePod(pod, candidateName(target)))];
  return [...objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`), ...(await router.leftovers(context))];
}

/** Of a ReplicaSet of the candidate: one that has no such owner was made by hand. */
function isCandidatePod({ metadata }: KubeObject, candidate: string): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ kind, name }) => kind === 'ReplicaSet' && name.startsWith(`${candidate}-`),
  );
}
