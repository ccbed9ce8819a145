import { describe, expect, it } from 'vitest';
import { clusters } from './clusters.ts';
import { expectCounted, expectShares, writtenIn } from './expectations.ts';
import { byBackends } from './shares.ts';
import { traefikGateway } from './traefik.ts';
import { trafficStage } from './world.ts';

const istio = '{ kind: istio, virtualService: checkout }';
const gateway = '{ kind: gateway, httpRoute: checkout }';

describe.each(clusters)('canaries through Traefik as a Gateway, on %s', (_, cluster) => {
  const play = trafficStage({
    service: 'checkout',
    cluster,
    proxy: traefikGateway,
    sources: byBackends('checkout'),
    routing: { kind: 'gateway' },
    edit: (catalogue) => catalogue.replace(istio, gateway),
  });

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
