import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { broughtIn } from '../../../src/domain/release-state.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { badSample, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const copies = [20, 100].map((percent) => ({ percent, bakeMs: 10_000 }));
const stops: Strategy = { kind: 'dark-launch', size: 100, steps: copies, shares: null };
const goesOn: Strategy = { ...stops, shares: [{ percent: 50, bakeMs: 10_000 }] };
const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

async function until(world: World, reached: (release: Awaited<ReturnType<World['release']>>) => boolean) {
  for (let turn = 0; turn < 500; turn += 1) {
    const release = await world.release();
    if (reached(release)) return release;
    await world.turn();
  }
  throw new Error('it never came to that');
}

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

describe('a dark launch', () => {
  it('that stops leaves everything as it was, and no version counts as brought in', async () => {
    const world = await createEngineWorld({ strategy: stops });
    const before = visible(world.kube);
    const copying = await until(world, ({ step, route }) => step !== null && route?.kind === 'mirror');
    expect(copying).toMatchObject({ route: { kind: 'mirror', percent: 20 }, percent: 0 });
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(release.route).toBeNull();
    expect(broughtIn(release)).toBe(false);
    expect(visible(world.kube)).toEqual(before);
    expect(only(await world.events(), 'hold.opened')).toEqual([]);
  });

  it('that goes on brings the version in by the same candidate', async () => {
    const world = await createEngineWorld({ strategy: goesOn });
    const release = await world.run();
    expect(release.phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(broughtIn(release)).toBe(true);
    expect(only(await world.events(), 'hold.opened')).toEqual([]);
  });

  it('of a bad version takes the copies away before its pods', async () => {
    const world = await createEngineWorld({
      strategy: stops,
      sample: (look, at, share) => (share ? badSample : healthySample)(look, at, share),
    });
    const before = visible(world.kube);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    const undone = only(await world.events(), 'undo.done').map(({ note }) => note);
    expect(undone.slice(0, 2)).toEqual(['no more copies', 'candidate removed']);
    expect(visible(world.kube)).toEqual(before);
  });

  it.each([
    ['none come', 0, 'None of'],
    ['all come where a fifth was wanted', 50, 'instead of copies of 20 %'],
  ])('asks a person where the copies do not flow as written: %s', async (_what, seen, words) => {
    const world = await createEngineWorld({ strategy: stops, sample: (look, at) => healthySample(look, at, seen) });
    const { hold } = await until(world, (release) => release.hold !== null);
    expect(hold).toMatchObject({ code: 'other-share', detail: expect.stringContaining(words) });
  });

  it('writes its copies again where somebody has put the routes back, and says so', async () => {
    const world = await createEngineWorld({ strategy: stops });
    await until(world, ({ step, plan }) => plan.steps[step?.index ?? -1]?.action.kind === 'bake');
    const http = [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }];
    await patchObject(world.kube, routes, { spec: { http } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(only(await world.events(), 'write.reverted')).toMatchObject([
      { reverted: { what: 'route', wanted: 'copies of 20 % of requests' } },
    ]);
  });
});
