import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { createEngineWorld, type EngineWorldOptions, visible } from '../../support/engine-world.ts';
import { aoi } from '../../support/people.ts';

const job = 'checkout-smoke';
const ref = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: job };
const smokeJob = { job: null, image: null, container: null, command: ['bin/smoke'], deadlineMs: 60_000 };
const strategy: Strategy = { kind: 'blue-green', soakMs: 1000, keepMs: 1000, smokeJob };

async function given(options: Partial<EngineWorldOptions> = {}) {
  const world = await createEngineWorld({ strategy, router: 'service', ...options });
  return { world, before: visible(world.kube) };
}

type World = Awaited<ReturnType<typeof given>>['world'];

async function begun(world: World) {
  const has = async () => (await world.events()).some(({ type }) => type === 'job.begun');
  for (let turn = 0; turn < 200 && !(await has()); turn += 1) await world.turn();
}

const startedKinds = async (world: World) =>
  (await world.events()).flatMap((event) =>
    event.type === 'step.started' ? [world.plan.steps[event.index]?.action.kind] : [],
  );

describe('a test by a Job', () => {
  it('is told where the new version is, belongs to the candidate, and is gone once it has passed', async () => {
    const { world } = await given({ jobs: () => ({ runsOn: true }) });
    await begun(world);
    const made = world.kube.see(ref);
    const [owner] = made.metadata.ownerReferences ?? [];
    expect(owner).toMatchObject({ kind: 'Deployment', name: 'checkout-candidate' });
    const env = expect.arrayContaining([
      { name: 'SLUICE_PREVIEW_HOST', value: 'checkout-candidate.shop.svc' },
      { name: 'SLUICE_PREVIEW_PORT', value: expect.stringMatching(/^\d+$/) },
      { name: 'SLUICE_TO', value: '2.4.1' },
    ]);
    const container = { image: expect.stringContaining('2.4.1'), command: ['bin/smoke'], env };
    expect(made).toMatchObject({ spec: { template: { spec: { containers: [container] } } } });
    world.kube.put({ ...made, status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(world.kube.all().filter(({ kind }) => kind === 'Job')).toEqual([]);
  });

  it('that fails sends the release back before any traffic, with what it has printed, secrets masked', async () => {
    const { world, before } = await given({
      jobs: () => ({ succeeds: false, log: 'token=hunter22hunter22\ncart: expected 200' }),
    });
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { detail: `Job ${job} failed: cart: expected 200` },
    });
    expect((await startedKinds(world)).at(-1)).toBe('smoke.job');
    const ended = (await world.events()).find((event) => event.type === 'job.ended');
    expect(JSON.stringify(ended)).not.toContain('hunter22');
    expect(visible(world.kube)).toEqual(before);
  });

  it('is made again where somebody removes it, and fails once that has gone on for too long', async () => {
    const { world, before } = await given({ jobs: () => ({ runsOn: true }) });
    for (let nth = 0; nth < 3; nth += 1) {
      const had = (await world.release()).begun?.length ?? 0;
      for (let turn = 0; turn < 200 && ((await world.release()).begun?.length ?? 0) === had; turn += 1)
        await world.turn();
      await world.kube.remove(ref, {});
    }
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { detail: `Job ${job} was gone 3 times before anybody saw its end` },
    });
    expect(visible(world.kube)).toEqual(before);
  });

  it('leaves nothing where the release is aborted in the middle of it', async () => {
    const { world, before } = await given({ jobs: () => ({ runsOn: true }) });
    await begun(world);
    const { version } = await world.release();
    await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: aoi, reason: null }]);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(visible(world.kube)).toEqual(before);
  });

  it("does not touch a Job of that name that isn't Sluice's", async () => {
    const container = { name: 'app', image: 'registry.example/tool:1' };
    const theirs = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: job, namespace: 'shop' },
      spec: { suspend: true, template: { spec: { containers: [container] } } },
    };
    const { world, before } = await given({ prepare: (kube) => void kube.put(theirs) });
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { detail: expect.stringContaining('not made by Sluice') },
    });
    expect(visible(world.kube)).toEqual(before);
  });
});
