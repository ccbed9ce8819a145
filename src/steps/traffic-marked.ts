import type { ActionOf } from '../actions/index.ts';
import { byMark } from '../domain/route.ts';
import { markedRequests } from '../words/traffic.ts';
import { applyRoute } from './apply-route.ts';
import { done, type StepRunner } from './step.ts';

/** The candidate answers whoever carries the mark, and stable all others. */
export const matchTraffic: StepRunner<ActionOf<'traffic.match'>> = async (context, { mark, replicas }) =>
  (await applyRoute(context, byMark(mark), replicas)) ?? done(markedRequests(mark).plain);
