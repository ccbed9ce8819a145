import { labels } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { removeCandidate } from './candidate.ts';
import { unmarkStable } from './stable-marks.ts';
import { done, type StepContext, type StepRunner, wait } from './step.ts';

const kinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'Pod' },
];

/**
 * The last look: nothing that carries this release's label, no weight and no mark is left. What is there all the same is
 * taken away again: a worker that was taken over may have made it after the cleaning had passed.
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
  const found = await Promise.all(
    kinds.map((kind) => kube.list(kind, target.namespace, `${labels.release}=${release}`)),
  );
  const objects = found.flat().map((object) => `${object.kind} ${object.metadata.name}`);
  return [...objects, ...(await router.leftovers(context))];
}
