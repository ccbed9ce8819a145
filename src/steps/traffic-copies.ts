import type { ActionOf } from '../actions/index.ts';
import { byMirror, byWeight } from '../domain/route.ts';
import { applyRoute } from './apply-route.ts';
import { done, type StepRunner } from './step.ts';

/** The candidate gets copies, and stable answers. */
export const mirrorTraffic: StepRunner<ActionOf<'traffic.mirror'>> = async (context, { percent, replicas }) =>
  (await applyRoute(context, byMirror(percent), replicas)) ?? done(`copies of ${percent} % of the requests`);

/** Stable has answered everything all along, so that there is nothing to wait for. */
export const endCopies: StepRunner<ActionOf<'traffic.unmirror'>> = async (context) => {
  await context.router.shift(context, byWeight(0));
  return done('no more copies');
};
