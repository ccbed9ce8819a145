import { describe } from 'vitest';
import { contour } from '../support/kubernetes/contour-program.ts';
import { besideTraffic } from './beside-suite.ts';
import { clusters } from './clusters.ts';
import { contourGateway } from './contour.ts';
import { byHttpRoute } from './routes.ts';

const built = await contour.areBuilt();
if (!built) {
  process.stdout.write('No Contour is built here (npx node scripts/contour.ts does it): its tests are left out.\n');
}

/** It makes copies of all requests also where an HTTPRoute asks for a part, and its status says nothing of that. */
const features = ['HTTPRouteQueryParamMatching', 'HTTPRouteRequestMirror'] as const;

describe.skipIf(!built).each(clusters)('beside weights through Contour, on %s', (_, cluster) => {
  const way = { cluster, proxy: contourGateway, ...byHttpRoute(features) };
  const refusal = 'Whether GatewayClass contour knows HTTPRouteRequestPercentageMirror';
  besideTraffic('by an HTTPRoute', way, { copies: [100], refusal });
});
