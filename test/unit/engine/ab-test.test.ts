import { describe, expect, it } from 'vitest';
import { isTesting } from '../../../src/domain/ab-test.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { broughtIn } from '../../../src/domain/release-state.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { rollbackReason } from '../../../src/engine/decide-end.ts';
import { badSample, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';

const mark = { in: 'header', name: 'x-ab', value: 'b' };
const testing = (withoutResult: 'a' | 'b' | 'ask'): Strategy => ({
  kind: 'ab-test',
  mark,
  size: 50,
  durationMs: 60_000,
  withoutResult,
});

/** A twentieth of the requests carries the mark. */
const marked = (look: number, at: number, share: number | null) => healthySample(look, at, share === 0 ? 5 : share);

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

type World = Awaited<ReturnType<typeof createEngineWorld>>;

async function asked(world: World) {
  for (let turn = 0; turn < 500 && (await world.release()).hold === null; turn += 1) await world.turn();
  return world.release();
}

describe('an A/B test', () => {
  it('asks a person at its end, who brings B in', async () => {
    const world = await createEngineWorld({ strategy: testing('ask'), sample: marked });
    const release = await asked(world);
    expect(release).toMatchObject({ hold: { code: 'which-stays' }, route: { kind: 'match', mark }, percent: 0 });
    const { version } = release;
    await world.store.append('r1', version, [
      { type: 'hold.closed', at: world.clock.now(), by: mika, answer: 'go-on', reason: null },
    ]);
    const ended = await world.run();
    expect(ended.phase).toMatchObject({ outcome: 'succeeded' });
    expect(broughtIn(ended)).toBe(true);
  });

  it('lets A stay where nobody answers', async () => {
    const world = await createEngineWorld({ strategy: testing('ask'), sample: marked });
    const before = visible(world.kube);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'old-stays' } });
    expect(visible(world.kube)).toEqual(before);
  });

  it('is ended with A by a person before its time', async () => {
    const world = await createEngineWorld({ strategy: testing('b'), sample: marked });
    for (let turn = 0; turn < 500 && !isTesting(await world.release()); turn += 1) await world.turn();
    const { version } = await world.release();
    await world.store.append('r1', version, [
      { type: 'abort.asked', at: world.clock.now(), by: mika, reason: 'complaints' },
    ]);
    const cause = { code: 'old-stays', by: mika, detail: 'complaints' };
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause });
  });

  it('of a share of the users that would go on by itself is a test all the same: a person ends it with A', async () => {
    const share = { percent: 20, sticky: { cookie: 'sluice-ab', forMs: 3_600_000 } };
    const world = await createEngineWorld({ strategy: { ...testing('b'), share } });
    const watching = ({ plan, step }: Awaited<ReturnType<World['release']>>) =>
      plan.steps[step?.index ?? -1]?.action.kind === 'bake';
    for (let turn = 0; turn < 500 && !watching(await world.release()); turn += 1) await world.turn();
    const { version } = await world.release();
    await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
    const cause = { code: 'old-stays', by: mika };
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause });
  });

  it('that was ended before anybody met B is rolled back like any other release', async () => {
    const world = await createEngineWorld({ strategy: testing('b'), sample: marked });
    const release = await world.release();
    const match = release.plan.steps.findIndex(({ action }) => action.kind === 'traffic.match');
    const endedAt = (index: number) => {
      const step = { index, startedAt: 0, error: null, refusedAt: null };
      const phase = { kind: 'running' as const };
      return rollbackReason({ ...release, phase, step, abort: { by: mika, at: 0, reason: null } }, 0);
    };
    expect(endedAt(0)).toMatchObject({ events: [{ type: 'rollback.started', cause: { code: 'aborted' } }] });
    expect(endedAt(match)).toMatchObject({ events: [{ type: 'rollback.started', cause: { code: 'old-stays' } }] });
    expect(endedAt(match + 2)).toMatchObject({ events: [{ type: 'rollback.started', cause: { code: 'aborted' } }] });
  });

  it.each([
    ['a', { outcome: 'rolled-back', cause: { code: 'old-stays' } }],
    ['b', { outcome: 'succeeded' }],
  ] as const)('ends by its plan where nobody has ended it: %s', async (withoutResult, phase) => {
    const world = await createEngineWorld({ strategy: testing(withoutResult), sample: marked });
    const began = world.clock.now();
    expect((await world.run()).phase).toMatchObject(phase);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(60_000);
    expect(only(await world.events(), 'hold.opened')).toEqual([]);
  });

  it('of a bad version goes back at once, whatever the plan says of its end', async () => {
    const world = await createEngineWorld({
      strategy: testing('b'),
      sample: (look, at, share) => (share === 0 ? badSample(look, at, 5) : healthySample(look, at, share)),
    });
    const began = world.clock.now();
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(world.clock.now() - began).toBeLessThan(60_000);
  });
});
