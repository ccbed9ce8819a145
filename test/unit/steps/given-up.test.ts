import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const ref = (name: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name });
const runs = ({ spec }: KubeObject, version: string) => JSON.stringify(spec).includes(`checkout:${version}"`);

/** Kubernetes says at this time that the rollout makes no progress: without a pod, there is nothing else to see. */
function giveUp({ kube }: World, name: string, at: number): void {
  const object = kube.see(ref(name));
  const said = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${name}-5d4" has timed out progressing.`,
    lastUpdateTime: new Date(at).toISOString(),
  };
  const counts = { replicas: 4, updatedReplicas: 0, readyReplicas: 4 };
  kube.put({ ...object, status: { observedGeneration: object.metadata.generation, ...counts, conditions: [said] } });
}

describe('a rollout that Kubernetes gives up', () => {
  it.each([
    ['of the candidate', canary, 'checkout-candidate'],
    ['of the workload itself', { kind: 'rolling' as const, bakeMs: 4000 }, 'checkout'],
  ])('%s ends the step at once, with its words', async (_, strategy, name) => {
    const world = await createEngineWorld({
      strategy,
      behave: (object) => (runs(object, '2.4.1') ? 'stuck' : 'ready'),
    });
    for (let turns = 0; turns < 10; turns += 1) await world.turn();
    expect((await world.release()).phase).toMatchObject({ kind: 'running' });
    giveUp(world, name, world.clock.now());
    const { phase } = await world.run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    const back = (await world.events()).find(({ type }) => type === 'rollback.started');
    expect(back).toMatchObject({
      cause: { code: 'trouble', trouble: { code: 'progress-deadline', pod: name } },
    });
  });

  it('is none of the release’s where it was given up before the step began', async () => {
    const world = await createEngineWorld({
      strategy: { kind: 'rolling', bakeMs: 4000 },
      behave: (object) => (runs(object, '2.4.1') ? 'stuck' : 'ready'),
    });
    const before = world.clock.now() - 60_000;
    for (let turns = 0; turns < 10; turns += 1) await world.turn();
    giveUp(world, 'checkout', before);
    for (let turns = 0; turns < 5; turns += 1) await world.turn();
    expect((await world.release()).phase).toMatchObject({ kind: 'running' });
  });
});
