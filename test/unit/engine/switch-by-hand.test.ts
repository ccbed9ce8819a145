import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import {
  badSample,
  createEngineWorld,
  type EngineWorldOptions,
  healthySample,
  visible,
} from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';

const mark = { in: 'header', name: 'x-preview', value: 'on' } as const;
const byHand: Strategy = { kind: 'blue-green', soakMs: 1000, keepMs: 1000, byHand: true };
const looked: Strategy = { ...byHand, preview: { perSecond: null, mirror: null, forMs: 0, mark } };
const copied: Strategy = { ...byHand, preview: { perSecond: null, mirror: 100, forMs: 10_000, mark: null } };

type World = Awaited<ReturnType<typeof createEngineWorld>>;
type Says = Pick<Extract<ReleaseEvent, { type: 'hold.closed' }>, 'answer'>;

async function asked(options: EngineWorldOptions) {
  const world = await createEngineWorld(options);
  const before = visible(world.kube);
  for (let turn = 0; turn < 500 && (await world.release()).hold === null; turn += 1) await world.turn();
  expect(await world.release()).toMatchObject({ hold: { code: 'switch' }, percent: 0 });
  return { world, before };
}

async function says(world: World, { answer }: Says) {
  const { version } = await world.release();
  await world.store.append('r1', version, [
    { type: 'hold.closed', at: world.clock.now(), by: mika, answer, reason: null },
  ]);
}

describe('a switch by hand', () => {
  it.each([
    ['a Service of its own', byHand, null],
    ['a mark', looked, { kind: 'match', mark, percent: 0 }],
    ['copies', copied, { kind: 'mirror', percent: 100 }],
  ])(
    'waits for a person while the version is reached by %s, and comes when they say so',
    async (_, strategy, route) => {
      const { world } = await asked({ strategy });
      expect((await world.release()).route).toEqual(route);
      await says(world, { answer: 'go-on' });
      expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    },
  );

  it('comes when somebody promotes the release, too', async () => {
    const { world } = await asked({ strategy: byHand });
    const { version } = await world.release();
    await world.store.append('r1', version, [{ type: 'promoted', at: world.clock.now(), by: mika, reason: null }]);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('is asked about once more after a longer wait', async () => {
    const { world } = await asked({ strategy: byHand });
    const { hold } = await world.release();
    await says(world, { answer: 'wait' });
    for (let turn = 0; turn < 50 && (await world.release()).hold === null; turn += 1) await world.turn();
    expect((await world.release()).hold?.expiresAt).toBeGreaterThanOrEqual(hold?.expiresAt ?? 0);
  });

  it.each([[byHand], [looked], [copied]])('that nobody wants ends where it began: %j', async (strategy) => {
    const { world, before } = await asked({ strategy });
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(visible(world.kube)).toEqual(before);
  });

  it('is asked about no more once the version is bad', async () => {
    let isBad = false;
    const sample: EngineWorldOptions['sample'] = (look, at, share) =>
      (isBad ? badSample : healthySample)(look, at, share === 0 ? 5 : share);
    const { world, before } = await asked({ strategy: looked, sample });
    isBad = true;
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect(visible(world.kube)).toEqual(before);
  });

  it('is off where the candidate is not what was approved any more', async () => {
    const { world } = await asked({ strategy: byHand });
    const ref = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'checkout-candidate' };
    await world.kube.remove(ref, {});
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { detail: 'Service checkout-candidate is gone' },
    });
  });
});
