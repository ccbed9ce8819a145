import type { Route } from '../../domain/route.ts';
import { KubeError } from '../../platform/kube.ts';

/**
 * The percentage (0 to 100) of a route by weight.
 * @throws KubeError (`invalid`) for any other route: `RouterTraits.routes` says beforehand what a router can
 */
export function percentOf(route: Route): number {
  switch (route.kind) {
    case 'weight':
      return route.percent;
    case 'match':
    case 'mirror':
      throw new KubeError('invalid', `this router divides traffic by weight only, not by ${route.kind}`);
  }
}
