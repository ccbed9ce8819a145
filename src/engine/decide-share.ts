import { routeTo } from '../actions/facets.ts';
import { flowOf, flowsAsWanted, flowsOtherwise, shareOfRequests } from '../analysis/flow.ts';
import type { Hold, Release } from '../domain/release.ts';
import { isStill } from '../domain/release-state.ts';
import type { Sample } from '../domain/verdict.ts';
import { verifiesShare } from '../providers/routing.ts';
import { keepsReverting } from '../words/reverted.ts';
import { otherFlow } from '../words/share-seen.ts';
import { type Decision, openHold } from './decision.ts';

/** As often as this in one step, what somebody else undoes is written again; then a person is asked. */
export const mostReverts = 3;

/** Proxies hear of a new share within this time (ms) as a rule, or within one look of the metrics. */
const settleMs = 2000;

/** The chance that a release whose requests are divided as wanted is ever held for it. */
const falseAlarms = 1e-4;

/**
 * A share, or an image, that does not stay asks a person: neither is fought over without end. So does a share that was
 * written and does not flow.
 */
export function decideShare(release: Release, now: number): Decision | null {
  const { reverted, waived, promoted, plan } = release;
  if (waived) return null;
  if (reverted && reverted.times >= mostReverts) {
    return openHold(release, now, 'reverted', keepsReverting(reverted, plan).plain);
  }
  if (promoted || !isStill(release) || !verifiesShare(plan.target)) return null;
  return decideFlow(release, now);
}

function decideFlow(release: Release, now: number): Decision | null {
  const { route, plan } = release;
  const wanted = route && shareOfRequests(route);
  if (!route || !wanted) return null;
  const flow = flowOf(samplesOfRoute(release));
  const routes = plan.steps.filter(({ action }) => routeTo(action) !== null).length;
  if (!flowsOtherwise(flow, wanted, falseAlarms / Math.max(1, routes))) return null;
  return openHold(release, now, 'other-share', otherFlow(flow, route, plan).plain);
}

/** Whether what came since the question was asked flows as the routes say: proxies that were late have caught up. */
export function flowsAgain({ window, route }: Release, { openedAt }: Hold): boolean {
  const since = window.flatMap(({ sample }) => (sample && sample.from >= openedAt ? [sample] : []));
  const wanted = route && shareOfRequests(route);
  return wanted !== null && wanted > 0 && flowsAsWanted(flowOf(since), wanted);
}

/** Taken wholly under the present route, once it has settled. */
function samplesOfRoute({ window, dividedAt, step, plan }: Release): Sample[] {
  if (dividedAt === null) return [];
  const since = Math.max(dividedAt, step?.startedAt ?? 0) + Math.max(settleMs, plan.target.analysis.intervalMs);
  return window.flatMap(({ sample }) => (sample && sample.from >= since ? [sample] : []));
}
