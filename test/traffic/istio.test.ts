import { describe, expect, it } from 'vitest';
import { istiod } from '../support/kubernetes/istiod-program.ts';
import { besideTraffic } from './beside-suite.ts';
import { clusters } from './clusters.ts';
import { expectCounted, expectShares, writtenIn } from './expectations.ts';
import { istio, istioGateway } from './istiod.ts';
import { byHttpRoute, byVirtualService } from './routes.ts';
import { byWeights } from './shares.ts';
import { trafficStage } from './world.ts';

const built = await istiod.areBuilt();
if (!built) process.stdout.write('No istiod is built here (node scripts/istiod.ts does it): its tests are left out.\n');

describe.skipIf(!built).each(clusters)('canaries through Istio itself, on %s', (_, cluster) => {
  const play = trafficStage({ service: 'checkout', cluster, proxy: istio, sources: byWeights('checkout') });

  it('divides the requests as the weights say, and loses none', async () => {
    const played = await play('2.4.1');
    expect(played.report).toContain('SUCCESS');
    expectCounted(played);
    expectShares(played, [5, 25, 50, 100]);
  });

  it('takes all requests back from a version that fails some, and loses none', async () => {
    const played = await play('2.5.0');
    expect(played.report).toContain('ROLLBACK');
    expectShares(played, writtenIn(played));
  });
});

const copying = ['HTTPRouteQueryParamMatching', 'HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror'] as const;

describe.skipIf(!built).each(clusters)('beside weights through Istio itself, on %s', (_, cluster) => {
  const copies = [20, 100];
  besideTraffic('by a VirtualService', { cluster, proxy: istio, ...byVirtualService }, { copies });
  besideTraffic('by an HTTPRoute', { cluster, proxy: istioGateway, ...byHttpRoute(copying) }, { copies });
});
