import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/json.ts';
import { badSample, canary, createEngineWorld, healthySample } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';
import { aoi } from '../../support/people.ts';

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout-candidate' };
const asInGit: Json = [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }];

/** Somebody pauses while the candidate grows for its last share, so that the release comes to rest between two steps. */
async function pausedBetween(state: { bad: boolean; share?: number }) {
  let stuck = true;
  const world = await createEngineWorld({
    strategy: canary,
    behave: ({ metadata, ...object }) => {
      const { replicas } = object['spec'] as { replicas: number };
      return stuck && metadata.name === 'checkout-candidate' && replicas > 1 ? 'stuck' : 'ready';
    },
    sample: (look, at, share) => (state.bad ? badSample : healthySample)(look, at, state.share ?? share),
  });
  const growing = async () => {
    const { step, plan } = await world.release();
    return plan.steps[step?.index ?? -1]?.action.kind === 'candidate.scale';
  };
  for (let turn = 0; turn < 100 && !(await growing()); turn += 1) await world.turn();
  const { version } = await world.release();
  await world.store.append('r1', version, [{ type: 'paused', at: world.clock.now(), by: aoi, reason: null }]);
  stuck = false;
  await patchObject(world.kube, candidate, { metadata: { annotations: { seen: 'now' } } });
  for (let turn = 0; turn < 10 && (await world.release()).step !== null; turn += 1) await world.turn();
  expect(await world.release()).toMatchObject({ step: null, percent: 25, paused: { by: aoi } });
  return { world, pausedAt: world.clock.now() };
}

describe('a release that was paused while a step changed something', () => {
  it('goes back when the new version turns bad, as it would in a bake', async () => {
    const state = { bad: false };
    const { world, pausedAt } = await pausedBetween(state);
    state.bad = true;
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(world.clock.now() - pausedAt).toBeLessThan(30_000);
  });

  it('is told that somebody takes its share away, and has it again', async () => {
    const { world } = await pausedBetween({ bad: false });
    await patchObject(world.kube, routes, { spec: { http: asInGit } });
    const until = world.clock.now() + 20_000;
    while (world.clock.now() < until) await world.turn();
    const told = (await world.events()).filter(({ type }) => type === 'write.reverted');
    expect(told).toMatchObject([{ reverted: { what: 'share', found: 0, wanted: 25 } }]);
    expect(JSON.stringify(await world.kube.get(routes))).toContain('"weight":25');
    expect(await world.release()).toMatchObject({ step: null, paused: { by: aoi } });
  });

  it('asks a person when its share does not flow', async () => {
    const state: { bad: boolean; share?: number } = { bad: false };
    const { world, pausedAt } = await pausedBetween(state);
    state.share = 0;
    for (let turn = 0; turn < 40 && (await world.release()).hold === null; turn += 1) await world.turn();
    expect((await world.release()).hold).toMatchObject({ code: 'other-share' });
    expect(world.clock.now() - pausedAt).toBeLessThan(60_000);
  });

  it('goes on once it is resumed', async () => {
    const { world } = await pausedBetween({ bad: false });
    const { version } = await world.release();
    await world.store.append('r1', version, [{ type: 'resumed', at: world.clock.now(), by: aoi, reason: null }]);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });
});
