import type { Target } from '../../../domain/target.ts';
import { type IstioConfig, routesRef } from '../kinds/istio.ts';
import type { RouteTable } from '../table/table.ts';
import { withCookies } from './cookies.ts';
import { cookieRoute, isOurs, markedRoute } from './marked-route.ts';
import { isMirrored, mirrored } from './mirrors.ts';
import { divide, type HttpRoute, httpRoutes, isManaged, shareOf, type Tracks, undivide, withRoutes } from './routes.ts';
import { tracksOf } from './tracks.ts';

/** The http routes of a VirtualService. Its rules can be asked of a workload with a Service only: else they throw. */
export function istioTable(config: IstioConfig, target: Target): RouteTable<HttpRoute> {
  let found: Tracks | undefined;
  const tracks = () => {
    found ??= tracksOf(config, target);
    return found;
  };
  return {
    ref: routesRef(config, target),
    path: ['f:spec', 'f:http'],
    word: 'route',
    rules: httpRoutes,
    withRules: withRoutes,
    nameOf: ({ name }) => name,
    keyOf: ({ name }) => name,
    isOurs: (route) => isOurs(route, tracks()),
    isDivided: (route) => isManaged(route, tracks(), config.routes),
    leads: (route) => (route.route ?? []).some(tracks().isCandidate) || isMirrored(route, tracks()),
    share: (route) => shareOf(route, tracks()),
    isMirrored: (route) => isMirrored(route, tracks()),
    weights: (route) => ({ weight: route.route?.find(tracks().isStable)?.weight ?? null }),
    divide: (route, percent, whole) => divide(route, tracks(), percent, whole),
    undivide: (route, noted) => undivide(route, tracks(), noted?.weight ?? null),
    marked: (route, mark) => markedRoute(route, tracks(), mark),
    forCookie: cookieRoute,
    withCookies: (route, cookies) => withCookies(route, tracks(), cookies),
    mirror: (route, percent) => mirrored(route, tracks(), percent),
  };
}
