import type { Mark, Route } from '../domain/route.ts';
import type { Target } from '../domain/target.ts';
import { dividesExactly } from '../providers/routing.ts';
import { share } from './format.ts';
import { say, type Words } from './words.ts';

/** Whether the service gets traffic at all: one without a Kubernetes Service only runs pods. */
export function hasTraffic({ target }: { target: Target }): boolean {
  return target.workload.service !== null;
}

/** Whether there are routes that the candidate is added to; else its pods are its share. */
export function hasRoutes({ target }: { target: Target }): boolean {
  return dividesExactly(target);
}

/** What a canary gets a share of. */
export function sharedOut(context: { target: Target }): string {
  return hasTraffic(context) ? 'traffic' : 'pods';
}

/** What the candidate gets: "25 % of traffic", "copies of 25 % of requests", "requests with header x-beta: on". */
export function routeWords(route: Route, context: { target: Target }): Words {
  switch (route.kind) {
    case 'weight':
      return shareOf(route.percent, context);
    case 'mirror':
      return copiesOf(route.percent);
    case 'match':
      return route.percent > 0
        ? say`${markedRequests(route.mark)}, and ${shareOf(route.percent, context)}`
        : markedRequests(route.mark);
  }
}

/** "requests with header x-beta: on". */
export function markedRequests({ in: where, name, value }: Mark): Words {
  return say`requests with ${where} ${name}: ${value}`;
}

/** "copies of 25 % of requests". @param percent 0 to 100 */
export function copiesOf(percent: number): Words {
  return say`copies of ${share(percent)} of requests`;
}

/** "25 % of traffic", or "25 % of pods" where there is no traffic. @param percent 0 to 100 */
export function shareOf(percent: number, context: { target: Target }): Words {
  return say`${share(percent)} of ${sharedOut(context)}`;
}
