import { candidateName, candidateService, labels } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { podKind, serviceRef, titleOf } from '../workloads/objects/refs.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { candidateRef, kindOf } from '../workloads/of-target.ts';
import { removeCandidate } from './candidate.ts';
import { isOwn } from './candidate-objects.ts';
import { unmarkStable } from './stable-marks.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

/**
 * The last look: nothing that this release has made, no weight and no mark is left. What is there all the same is
 * taken away again: a worker that was taken over may have made it after the cleaning had passed. What only carries the
 * release's label is not waited for: anybody can make such an object, and the release would never end.
 */
export const verifyClean: StepRunner<Extract<Action, { kind: 'verify.clean' }>> = async (context) => {
  await unmarkStable(context);
  const left = await leftovers(context);
  if (left.length === 0) return done('nothing left behind');
  await removeCandidate(context, { kind: 'candidate.remove' });
  await context.router.clean(context);
  return wait(`${left.join(', ')} to go`);
};

async function leftovers(context: StepContext): Promise<string[]> {
  const { kube, target, release, router } = context;
  const { namespace } = target;
  const service = candidateService(target);
  const [workload, front, pods] = await Promise.all([
    kube.get(candidateRef(target)),
    service === null ? null : kube.get(serviceRef(target, service)),
    kube.list(podKind, namespace, labelText({ [labels.release]: release })),
  ]);
  const made = [workload, front].filter((object) => object !== null).filter((object) => isOwn(context, object));
  const objects = [...made, ...pods.filter((pod) => kindOf(target).isPodOf(pod, candidateName(target)))];
  return [...objects.map((object) => titleOf(object, object.metadata.name)), ...(await router.leftovers(context))];
}
