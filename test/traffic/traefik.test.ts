import { describe, expect, it } from 'vitest';
import { clusters } from './clusters.ts';
import { expectCounted, expectShares, writtenIn } from './expectations.ts';
import { byPods } from './shares.ts';
import { traefikFor } from './traefik.ts';
import { trafficStage } from './world.ts';

describe.each(clusters)('canaries through Traefik by the number of pods, on %s', (_, cluster) => {
  const play = trafficStage({ service: 'search', cluster, proxy: traefikFor('search'), sources: byPods('search') });

  it('divides the requests as the pods say, and loses none', async () => {
    const played = await play('1.9.1');
    expect(played.report).toContain('SUCCESS');
    expectCounted(played);
    expectShares(played, writtenIn(played));
  });

  it('takes all requests back from a version that fails some, and loses none', async () => {
    const played = await play('1.10.0');
    expect(played.report).toContain('ROLLBACK');
    expectShares(played, writtenIn(played));
  });
});
