import { describe, expect, it } from 'vitest';
import { Unconfirmed } from '../../../src/platform/kube/fence.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

const rolling = { kind: 'rolling' as const, bakeMs: 4000 };
const canary = { kind: 'canary' as const, steps: [{ percent: 50, bakeMs: 4000 }] };
const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

describe('a step whose worker cannot learn whether it is still the newest', () => {
  it('writes nothing and does not fail: the turn is tried again', async () => {
    const world = await createEngineWorld({ strategy: canary });
    const { fencingToken } = world.store;
    world.store.fencingToken = () => Promise.reject(new Error('Redis does not answer'));
    const before = world.kube.journal.length;

    await expect(world.run(20)).rejects.toThrow(Unconfirmed);
    expect(world.kube.journal).toHaveLength(before);
    world.store.fencingToken = fencingToken;
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });
});

describe('going back', () => {
  it('shuts out a forward write that an earlier worker still has on its way', async () => {
    const { kube, store, clock, plan, run } = await createEngineWorld({ strategy: rolling });
    const by = { id: 'U1', name: 'aoi' };
    const at = clock.now();
    const index = plan.steps.findIndex(({ action }) => action.kind === 'workload.update');
    expect(index).toBe(0);
    await store.append('r1', 2, [
      { type: 'started', at },
      { type: 'step.started', at, index },
    ]);
    // The earlier worker has read stable and not yet written it: nothing of the release is on it.
    const read = await kube.get(stable);
    await store.append('r1', 4, [{ type: 'abort.asked', at, by, reason: null }]);

    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(kube.see(stable)).toMatchObject({ spec: read?.['spec'] });
    await expect(read && kube.replace(read)).rejects.toMatchObject({ kind: 'conflict' });
  });
});
