import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import {
  badSample,
  canary,
  createEngineWorld,
  healthySample,
  visible,
  type WorldRouter,
} from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';

const blueGreen: Strategy = { kind: 'blue-green', soakMs: 10_000, keepMs: 20_000 };
const strategies: [string, Strategy, WorldRouter][] = [
  ['canary by Istio', canary, 'istio'],
  ['canary by pods', canary, 'replicas'],
  ['blue-green by Istio', blueGreen, 'istio'],
  ['blue-green by the Service', blueGreen, 'service'],
  ['rolling', { kind: 'rolling', bakeMs: 10_000 }, 'replicas'],
  ['recreate', { kind: 'recreate', bakeMs: 10_000 }, 'replicas'],
];
const withImage = (state: unknown, version: string) =>
  JSON.parse(JSON.stringify(state).replaceAll('checkout:2.4.0', `checkout:${version}`));

describe.each(strategies)('%s', (_name, strategy, router) => {
  it('ends with exactly the user’s objects and the new image', async () => {
    const world = await createEngineWorld({ strategy, router });
    const before = visible(world.kube);
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(visible(world.kube)).toEqual(withImage(before, '2.4.1'));
  });

  it('goes back to exactly what was there when the new version is worse', async () => {
    const world = await createEngineWorld({
      strategy,
      router,
      sample: (look, at, share) => (look > 2 ? badSample : healthySample)(look, at, share),
    });
    const before = visible(world.kube);
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(visible(world.kube)).toEqual(before);
  });

  it('says at the beginning of the way back that the first write is still to come', async () => {
    const world = await createEngineWorld({ strategy, router, sample: badSample });
    const news: boolean[] = [];
    world.deps.told = (_, goesBack) => void news.push(goesBack);
    await world.run();
    expect(news.filter((goesBack) => goesBack)).toHaveLength(1);
    expect(news.at(-1)).toBe(false);
  });

  it('goes back from every turn at which it is aborted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (turns) => {
        const world = await createEngineWorld({ strategy, router });
        const before = visible(world.kube);
        for (let count = 0; count < turns; count += 1) await world.turn();
        const { version, phase } = await world.release();
        if (phase.kind !== 'running') return;
        await world.store.append('r1', version, [
          { type: 'abort.asked', at: world.clock.now(), by: mika, reason: null },
        ]);
        expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
        expect(visible(world.kube)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it('comes to the same end through a cluster that fails now and then', async () => {
    const moments = fc.array(
      fc.record({
        verb: fc.constantFrom('get', 'replace', 'create', 'remove', 'list'),
        after: fc.integer({ min: 0, max: 40 }),
        lost: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(moments, async (faults) => {
        const world = await createEngineWorld({ strategy, router });
        const before = visible(world.kube);
        for (let count = 0; count < 60; count += 1) {
          for (const { verb, after, lost } of faults.filter((fault) => fault.after === count)) {
            world.kube.fail({
              verb,
              error: new KubeError('server', `HTTP 503 at ${after}`, 503),
              afterwards: lost,
            } as Parameters<typeof world.kube.fail>[0]);
          }
          if ((await world.turn()).kind === 'ended') break;
        }
        expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
        expect(visible(world.kube)).toEqual(withImage(before, '2.4.1'));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a step whose deadline passes while no worker is there', () => {
  it.each(strategies)('is done where the cluster has done it meanwhile: %s', async (_name, strategy, router) => {
    const { limits } = (await createEngineWorld({ strategy, router })).plan.target;
    for (let turns = 1; turns < 12; turns += 1) {
      const world = await createEngineWorld({ strategy, router });
      for (let count = 0; count < turns; count += 1) await world.turn();
      world.clock.passTo(world.clock.now() + limits.readyMs + 1000);
      expect((await world.run()).phase, `after turn ${turns}`).toMatchObject({ outcome: 'succeeded' });
    }
  });
});

describe('a cluster that refuses what it has allowed', () => {
  const forbidden = new KubeError('forbidden', 'deployments.apps "checkout" is forbidden', 403);
  const unreachable = new KubeError('unreachable', 'connect ECONNREFUSED');
  const given = async (refusals: number) => {
    const world = await createEngineWorld({ strategy: canary });
    const before = visible(world.kube);
    if (refusals > 0) world.kube.fail({ verb: 'create', error: forbidden, times: refusals });
    return { world, before };
  };

  it('for a moment, as an API server that has just started: the release goes on', async () => {
    const { world } = await given(3);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('for half a minute: the release goes back, and says why', async () => {
    const { world, before } = await given(1000);
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed', detail: forbidden.message } });
    expect(visible(world.kube)).toEqual(before);
    const times = (await world.events()).flatMap(({ type, at }) =>
      type === 'step.retrying' || type === 'rollback.started' ? [at] : [],
    );
    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(36_000);
  });

  it('after each time that it could not be reached: it is borne anew', async () => {
    const { world } = await given(0);
    for (let count = 0; count < 6; count += 1) {
      world.kube.fail({ verb: 'create', error: forbidden, times: 3 });
      world.kube.fail({ verb: 'create', error: unreachable, times: 3 });
    }
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });
});
