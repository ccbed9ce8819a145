import { type Route, unableTo } from '../domain/route.ts';
import { candidateTitle, readCandidate } from '../workloads/of-target.ts';
import { growCandidate, settled, wantedReplicas } from './candidate.ts';
import type { StepContext, StepOutcome } from './step.ts';

/**
 * Capacity first: the candidate must have its pods ready before it gets requests. Null once it gets them as the route says.
 * @param replicas pods that it has for that by the plan
 */
export async function applyRoute(context: StepContext, route: Route, replicas: number): Promise<StepOutcome | null> {
  const { router, target, kube } = context;
  const unable = unableTo(route, router.traits);
  if (unable) return { kind: 'fail', detail: unable };
  const wanted = await wantedReplicas(context, replicas);
  const candidate = await readCandidate(kube, target);
  if (!candidate) return { kind: 'fail', detail: `${candidateTitle(target)} is gone` };
  await growCandidate(context, candidate, wanted);
  const ready = await settled(context, wanted);
  if (ready.kind !== 'done') return ready;
  await router.shift(context, route);
  return followed(context, route);
}

/** A cluster follows within a moment, and the watch does not see it (ms). */
const followMs = 100;

/** Where the cluster itself follows what was written, nothing is said to be done before it has. Null once it has. */
export async function followed(context: StepContext, route: Route): Promise<StepOutcome | null> {
  const what = await context.router.pending?.(context, route);
  return what == null ? null : { kind: 'wait', ms: followMs, what };
}
