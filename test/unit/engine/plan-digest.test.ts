import { expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { planDigest } from '../../../src/platform/digest.ts';
import { approve } from '../../../src/requests/decide.ts';
import { canary, createEngineWorld, visible } from '../../support/engine-world.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';
import { exampleRequest } from '../../support/request.ts';
import { createRequestWorld } from '../../support/request-world.ts';

/** The plan as it was shown, with another image in it. */
function altered(plan: Plan): Plan {
  const text = JSON.stringify(plan).replaceAll('registry.example/checkout:2.4.1', 'evil.example/miner:1');
  return JSON.parse(text) as Plan;
}

/** A release whose log says that `shown` was asked for and approved, while `kept` is the plan in it. */
async function withPlan(kept: (plan: Plan) => Plan, approvedDigest?: string) {
  const world = await createEngineWorld({ strategy: canary });
  const before = visible(world.kube);
  const store = createMemoryStore();
  const digest = planDigest(world.plan);
  const at = world.clock.now();
  await store.create({ type: 'requested', at, request: exampleRequest(), plan: kept(world.plan), digest, gates: [] });
  await store.append('r1', 1, [{ type: 'approved', at, by: mika, digest: approvedDigest ?? digest }]);
  world.deps.store = store;
  world.deps.folded.delete('r1');
  const release = async () => {
    const loaded = await store.load('r1');
    if (loaded.kind !== 'found') throw new Error('no log');
    return foldLog(loaded.events);
  };
  return { world, before, release };
}

it('a release whose plan is not the one that was approved ends before it begins, and nothing is written', async () => {
  const { world, before, release } = await withPlan(altered);
  await world.run(20);
  expect((await release()).phase).toMatchObject({
    kind: 'ended',
    outcome: 'rejected',
    by: null,
    reason: expect.stringContaining('not the one that was shown'),
  });
  expect(visible(world.kube)).toEqual(before);
  expect(world.kube.journal).toEqual([]);
});

it('an approval of another plan does not count', async () => {
  const { world, before, release } = await withPlan((plan) => plan, 'f'.repeat(64));
  await world.run(1);
  expect((await release()).phase.kind).toBe('awaiting-approval');
  expect((await release()).approvals).toEqual([]);
  expect(visible(world.kube)).toEqual(before);
});

it('nobody can approve a plan that is not the one that was shown; a worker is woken to end the release', async () => {
  const { deps, woken, clock } = await createRequestWorld();
  const { plan } = await createEngineWorld({ strategy: canary });
  const digest = planDigest(plan);
  await deps.store.create({
    type: 'requested',
    at: clock.now(),
    request: exampleRequest(),
    plan: { ...altered(plan), target: { ...plan.target, approval: { ...plan.target.approval, groups: ['leads'] } } },
    digest,
    gates: [],
  });
  for (const shown of [digest, null]) {
    expect(await approve(deps, 'r1', mika, shown)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'plan-changed' },
    });
  }
  expect(woken).toContain('r1');
});
