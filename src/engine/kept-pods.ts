import { podsForShare } from '../actions/facets.ts';
import { labelled } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import { isStill } from '../domain/release-state.ts';
import type { Reverted } from '../domain/reverted.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import { fencedWrite } from '../platform/kube/fence.ts';
import { askedFor, asking } from '../steps/asked.ts';
import { isOwn } from '../steps/candidate-objects.ts';
import type { StepContext } from '../steps/step.ts';
import { scalerOf } from '../steps/who-scales.ts';
import { candidateRef, kindOf, readCandidate, readStable, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';

/**
 * Where the share is that of the pods: the candidate has no more of them than its share, taken of what stable has now.
 * More are taken away again, whoever started them; where it is stable that has become smaller, nobody need hear of it.
 * @returns what somebody has undone; null where nobody has
 */
export async function undonePods(step: StepContext, release: Release): Promise<Reverted | null> {
  const { kube, target, router } = step;
  if (router.traits.precision !== 'pods' || !isStill(release)) return null;
  const [candidate, stable] = await Promise.all([readCandidate(kube, target), readStable(kube, target)]);
  if (!candidate || !stable || !isOwn(step, candidate.object)) return null;
  const most = mostPods(release, stable);
  if (most === null || candidate.replicas <= most) return null;
  const grown = candidate.replicas > (askedFor(candidate.object, step) ?? 0);
  const writer = grown ? await whoGrows(step, candidate) : null;
  await fencedWrite(kube, candidateRef(target), step.fence, (object) =>
    asking(labelled(object, step.release), most, step),
  );
  if (!grown) return null;
  const found = Math.round((1000 * candidate.replicas) / (candidate.replicas + stable.replicas)) / 10;
  return { what: 'share', found, wanted: release.percent, by: writer?.who ?? null, remedy: writer?.remedy ?? null };
}

/** As the steps reckon it. Null where nothing tells: without a pod of stable, nobody else could answer. */
function mostPods({ done, plan }: Release, stable: Workload): number | null {
  const planned = done.map(({ index }) => podsForShare(plan.steps[index]?.action)).findLast((pods) => pods !== null);
  if (planned == null || plan.replicas === 0 || stable.replicas === 0) return null;
  return Math.max(1, Math.ceil((planned / plan.replicas) * stable.replicas));
}

async function whoGrows(step: StepContext, candidate: Workload): Promise<Writer | null> {
  const scaler = await scalerOf(step, candidate);
  if (scaler) return { who: scaler.who, remedy: `let it scale ${stableTitle(step.target)} alone` };
  return lastWriter(candidate.object, kindOf(step.target).fields.replicas);
}
