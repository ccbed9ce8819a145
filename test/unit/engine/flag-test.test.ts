import { describe, expect, it } from 'vitest';
import { endedWithA } from '../../../src/domain/ab-test.ts';
import { goalSentence } from '../../../src/words/goal.ts';
import { createTestWorld, selling, testedPricing, testMs, untilAsked } from '../../support/flag-test.ts';
import { mika } from '../../support/people.ts';

type World = Awaited<ReturnType<typeof createTestWorld>>;

async function says(world: World, what: 'go-on' | 'abort') {
  const { version } = await world.release();
  const at = world.clock.now();
  await world.store.append('r1', version, [
    what === 'abort'
      ? { type: 'abort.asked', at, by: mika, reason: 'enough' }
      : { type: 'hold.closed', at, by: mika, answer: what, reason: null },
  ]);
}

describe.each([true, false])('a flag whose step is an A/B test (by itself: %s)', (alone) => {
  it('goes on to everybody as soon as those who have it do better', async () => {
    const world = await createTestWorld(testedPricing({ withoutResult: 'a' }), { alone, goal: selling(100, 150) });
    const began = world.clock.now();
    const ended = await world.run();
    expect(ended.phase).toMatchObject({ outcome: 'succeeded' });
    expect(goalSentence(ended)).toMatch(/^B \+50 % orders \(/);
    expect(world.clock.now() - began).toBeLessThan(testMs + 120_000);
    expect(await world.share()).toBe(100);
  });

  it('is as before as soon as they do worse, though without a result it were to go on', async () => {
    const world = await createTestWorld(testedPricing({ withoutResult: 'b' }), { alone, goal: selling(150, 100) });
    const { phase } = await world.run();
    const cause = { code: 'old-stays', flag: 'new-pricing', by: null, detail: expect.stringMatching(/^B −33\.3 % or/) };
    expect(phase).toMatchObject({ outcome: alone ? 'rolled-back' : 'kept', cause });
    expect(endedWithA(phase)).toBe(true);
    expect(await world.share()).toBe(0);
  });

  it('asks without a result, and a person keeps B', async () => {
    const world = await createTestWorld(testedPricing(), { alone, goal: selling(100, 100) });
    expect((await untilAsked(world)).hold).toMatchObject({ code: 'which-stays' });
    expect(await world.share()).toBe(50);
    await says(world, 'go-on');
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await world.share()).toBe(100);
  });

  it('is ended with A by a person', async () => {
    const world = await createTestWorld(testedPricing(), { alone, goal: selling(100, 100) });
    await untilAsked(world);
    await says(world, 'abort');
    const cause = { code: 'old-stays', by: mika, flag: 'new-pricing', detail: expect.stringMatching(/^enough; B 0 %/) };
    expect((await world.run()).phase).toMatchObject({ cause });
    expect(await world.share()).toBe(0);
  });

  it('keeps A where nobody answers', async () => {
    const world = await createTestWorld(testedPricing(), { alone, goal: selling(100, 100) });
    const { phase } = await world.run();
    expect(phase).toMatchObject({ cause: { code: 'old-stays', by: null } });
    expect(phase).toMatchObject({ cause: { detail: expect.stringMatching(/^nobody said which stays; B 0 %/) } });
  });

  it('never goes on for want of data', async () => {
    const missing = 'no series of shop_orders_total has the label feature with "new"';
    const goal = () => ({ kind: 'no-data' as const, detail: missing });
    const world = await createTestWorld(testedPricing({ withoutResult: 'b' }), { alone, goal });
    expect((await untilAsked(world)).hold).toMatchObject({
      code: 'which-stays',
      detail: `no orders were compared: ${missing}`,
    });
  });
});
