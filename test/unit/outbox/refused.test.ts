import { describe, expect, it } from 'vitest';
import { outboxWorld } from '../../support/outbox-world.ts';
import { releaseStory, rollbackStory } from '../../support/release-story.ts';

/** How often each message was tried, and when: seconds after the first time. */
function timesOf(world: ReturnType<typeof outboxWorld>, key: string): number[] {
  const tries = world.calls.filter((call) => call.key === key && call.method !== 'find');
  return [...new Set(tries.map(({ at }) => Math.round((at - (tries[0]?.at ?? 0)) / 1000)))];
}

describe('a message that Slack refuses', () => {
  it('waits its 60 s, however often the release is looked at', async () => {
    const { events, now } = rollbackStory();
    const world = outboxWorld(events, now);
    world.answer(({ method }) => (method === 'post' ? 'invalid_blocks' : null));
    await world.run(200_000);
    for (const key of ['card', 'alert:rollback', 'report']) expect(timesOf(world, key), key).toEqual([0, 60, 120, 180]);
  });

  it('in a closed place of which nobody can be told either waits, too', async () => {
    const { events, now } = releaseStory();
    const world = outboxWorld(events, now);
    world.answer(({ method }) =>
      method === 'post' ? 'is_archived' : method === 'openDirect' ? 'user_disabled' : null,
    );
    await world.run(100_000);
    expect(timesOf(world, 'card')).toEqual([0, 60]);
    expect(world.calls.filter(({ method }) => method === 'openDirect')).toHaveLength(2);
  });

  it('waits in the hands of the next worker, and is said as soon as Slack takes it', async () => {
    const { events, now } = releaseStory();
    const world = outboxWorld(events, now);
    world.answer(({ method }) => (method === 'post' ? 'invalid_blocks' : null));
    await world.delivery();
    world.restart();
    world.now += 59_999;
    expect(await world.delivery()).toBe(world.now + 1);
    world.answer(() => null);
    world.now += 1;
    expect(await world.delivery()).toBeNull();
    expect(timesOf(world, 'card')).toEqual([0, 60]);
    expect(world.memory.kept.refused.size).toBe(0);
  });

  it('as an edit waits, too', async () => {
    const world = outboxWorld(rollbackStory().events, 0);
    world.now = rollbackStory().now;
    await world.run(60_000);
    const [delivered] = [world.memory.kept.delivered.get('card')];
    if (!delivered) throw new Error('the card must stand');
    world.memory.kept.delivered.set('card', { ...delivered, hash: 'of other words' });
    world.answer(({ method }) => (method === 'update' ? 'invalid_blocks' : null));
    const before = world.calls.length;
    await world.run(100_000);
    const edits = world.calls.slice(before).filter(({ key, method }) => key === 'card' && method === 'update');
    expect(new Set(edits.map(({ at }) => at)).size).toBe(2);
  });

  it('keeps no other message from being said', async () => {
    const { events, now } = rollbackStory();
    const world = outboxWorld(events, now);
    world.answer(({ method, key }) => (method === 'post' && key === 'alert:rollback' ? 'invalid_blocks' : null));
    await world.run(1000);
    expect(world.standing.has('card')).toBe(true);
    expect(world.standing.has('report')).toBe(true);
  });
});
