import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngineWorld } from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';
import { slowWorkload } from '../../support/slow-workload.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** Stable's status is what the test says. */
async function worldOf(percents: number[], replicas: number) {
  let stuck = false;
  const world = await createEngineWorld({
    strategy: { kind: 'canary', steps: percents.map((percent) => ({ percent, bakeMs: 60_000 })) },
    replicas,
    behave: ({ metadata }) => (stuck && metadata.name === 'checkout' ? 'stuck' : 'ready'),
  });
  await until(async () => (await world.release()).percent === percents.at(-1), world.turn);
  stuck = true;
  return world;
}

/** So many pods of stable are ready, and so many are wanted by whoever scales it. */
function stand({ kube }: World, readyReplicas: number, wanted?: number): void {
  const object = kube.see(ref);
  const spec = object['spec'] as { replicas: number };
  const replicas = wanted ?? spec.replicas;
  const status = { replicas, updatedReplicas: replicas, readyReplicas, observedGeneration: object.metadata.generation };
  kube.put({ ...object, spec: { ...spec, replicas }, status });
}

/** Turns until something holds, or long after it should. */
async function until(holds: () => boolean | Promise<boolean>, turn: () => Promise<unknown>): Promise<void> {
  for (let turns = 0; turns < 500; turns += 1) {
    if (await holds()) return;
    await turn();
  }
  throw new Error('it does not come to that');
}

async function abort(world: World): Promise<void> {
  const { version } = await world.release();
  world.kube.journal.length = 0;
  await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
}

/** The candidate's share (percent) now. */
function share({ kube }: World): number {
  const text = JSON.stringify(kube.see(routes));
  return Number(/candidate[^}]*}[^}]*"weight":(\d+)/.exec(text)?.[1] ?? 0);
}

/** The candidate's share after each write of the routes. */
function sharesWritten({ kube }: World): number[] {
  return kube.journal
    .filter(({ ref: { kind } }) => kind === 'VirtualService')
    .map(({ body }) => Number(/candidate[^}]*}[^}]*"weight":(\d+)/.exec(JSON.stringify(body))?.[1] ?? 0));
}

const outcome = async (world: World) => (await world.run()).phase;
const back = { kind: 'ended', outcome: 'rolled-back' };

describe('a rollback with pods of stable missing', () => {
  it.each([
    [[5], 3, 2],
    [[5], 3, 1],
    [[50], 4, 2],
    [[5], 20, 1],
  ])(
    'gives %s percent back in its first write, with %s pods counted and %s ready',
    async (percents, replicas, ready) => {
      const world = await worldOf(percents, replicas);
      stand(world, ready);
      await abort(world);
      expect(await outcome(world)).toMatchObject(back);
      expect(sharesWritten(world)[0]).toBe(0);
    },
  );

  it('gives back what stable bears at once, and the rest when no more of its pods have come for a while', async () => {
    const world = await worldOf([100], 4);
    stand(world, 1);
    await abort(world);
    const began = world.clock.now();
    await until(() => share(world) === 0, world.turn);
    expect(sharesWritten(world)).toEqual([75, 0]);
    expect(world.clock.now() - began).toBeLessThanOrEqual(62_000);
    expect(await outcome(world)).toMatchObject(back);
  });

  it('keeps the traffic where it is while no pod of stable is ready, and says so', async () => {
    const world = await worldOf([50], 3);
    stand(world, 0);
    await abort(world);
    await world.run(100);
    expect(share(world)).toBe(50);
    expect((await world.release()).phase).toMatchObject({
      kind: 'rolling-back',
      error: expect.stringContaining('3 pods of stable to be ready (0 are)'),
    });
    stand(world, 1);
    expect(await outcome(world)).toMatchObject(back);
  });

  it('gives all back when all the pods that are wanted now are there, and asks only once for more', async () => {
    const world = await worldOf([100], 6);
    stand(world, 2, 2);
    await abort(world);
    for (let looks = 0; looks < 6; looks += 1) {
      await world.turn();
      // Somebody else scales it, whatever the release asks for.
      stand(world, 2, 2);
    }
    expect(sharesWritten(world).slice(0, 2)).toEqual([67, 0]);
    expect(await outcome(world)).toMatchObject(back);
    expect(kept(world)).toEqual([6]);
  });

  it('never gives the bad version more, and ends at none while stable keeps a pod', async () => {
    const moment = fc.record({ ready: fc.integer({ min: 0, max: 6 }), wanted: fc.integer({ min: 1, max: 8 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(5, 25, 100),
        fc.array(moment, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        async (percent, moments, last) => {
          const world = await worldOf([percent], 6);
          await abort(world);
          let before = share(world);
          for (const { ready, wanted } of [...moments, { ready: last, wanted: last }]) {
            if ((await world.release()).phase.kind === 'ended') break;
            stand(world, ready, wanted);
            await world.turn();
            expect(share(world)).toBeLessThanOrEqual(before);
            before = share(world);
          }
          stand(world, last);
          expect(await outcome(world)).toMatchObject(back);
          expect(share(world)).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});

/** The counts of pods that the release has asked stable to have. */
function kept({ kube }: World): number[] {
  const counts = kube.journal
    .filter(({ ref: { kind, name } }) => kind === 'Deployment' && name === 'checkout')
    .map(({ body }) => (body?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0);
  return counts.filter((count) => count > 2);
}

describe('an autoscaler that follows the traffic', () => {
  async function scaledWorld() {
    const world = await createEngineWorld({
      strategy: { kind: 'canary', steps: [{ percent: 100, bakeMs: 30_000 }] },
      replicas: 6,
      behave: ({ metadata }) => (metadata.name === 'checkout' ? 'stuck' : 'ready'),
    });
    const workload = slowWorkload(world.kube, { load: 0.85 * 6, share: () => 100 - share(world) });
    workload.tick(world.clock.now());
    return { world, next };

    async function next() {
      const { kind } = await world.turn();
      if (kind !== 'ended') workload.tick(world.clock.now());
      return kind;
    }
  }

  it('keeps no bad version in the traffic', async () => {
    const { world, next } = await scaledWorld();
    const replicas = () => (world.kube.see(ref)['spec'] as { replicas: number }).replicas;
    await until(async () => (await world.release()).percent === 100 && replicas() === 2, next);
    await abort(world);
    const began = world.clock.now();
    await until(() => share(world) === 0, next);
    expect(world.clock.now() - began).toBeLessThan(10_000);
    for (let turns = 0; turns < 200 && (await next()) !== 'ended'; turns += 1);
    expect((await world.release()).phase).toMatchObject(back);
  });

  it('keeps no good one from being promoted', async () => {
    const { world, next } = await scaledWorld();
    for (let turns = 0; turns < 500 && (await next()) !== 'ended'; turns += 1);
    expect((await world.release()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(share(world)).toBe(0);
  });

  it('gets a bad version out of stable’s own pods too', async () => {
    const { world, next } = await scaledWorld();
    const updating = async () => {
      const { step } = await world.release();
      return step !== null && world.plan.steps[step.index]?.action.kind === 'workload.update';
    };
    await until(updating, next);
    for (let turns = 0; turns < 3; turns += 1) await next();
    await abort(world);
    const began = world.clock.now();
    await until(() => share(world) === 0, next);
    expect(world.clock.now() - began).toBeLessThan(20_000);
    for (let turns = 0; turns < 200 && (await next()) !== 'ended'; turns += 1);
    expect((await world.release()).phase).toMatchObject(back);
    expect(JSON.stringify(world.kube.see(ref)['spec'])).toContain('checkout:2.4.0');
  });
});
