import { describe, expect, it } from 'vitest';
import { type Call, fileIn, outboxWorld } from '../../support/outbox-world.ts';
import { rollbackStory } from '../../support/release-story.ts';

const alert = 'alert:rollback';
/** As long as Slack works on a picture that was uploaded (ms). */
const readyMs = 2500;

/** A rollback that is over, and a Slack whose pictures are ready some time after their upload. */
function stage(after = readyMs) {
  const story = rollbackStory();
  const world = outboxWorld(story.events, story.now);
  let uploadedAt = Number.POSITIVE_INFINITY;
  world.answer(({ method, at }, file) => {
    if (method === 'upload') uploadedAt = at;
    return file !== null && at < uploadedAt + after ? 'invalid_blocks' : null;
  });
  const saying = (method?: Call['method']) =>
    world.calls.filter((call) => call.key === alert && (method === undefined || call.method === method));
  return { world, saying, shown: () => fileIn(world.standing.get(alert)) };
}

describe('the picture of an alert', () => {
  it('keeps nobody from being told: the first post mentions them, with the buttons, and is never bare', async () => {
    const { world, saying } = stage();
    world.draw = () => new Promise(() => undefined);
    await world.delivery();
    const [post] = saying('post');
    expect(saying('post')).toHaveLength(1);
    expect(post).toMatchObject({ refused: null });
    expect(post?.content?.text).toContain('production · <@U0AOI> <!subteam^S0LEADS>\nErrors on');
    expect(JSON.stringify(post?.content)).toContain('"type":"actions"');
  });

  it('is edited in as soon as Slack has it ready, above the buttons, and nothing is posted twice', async () => {
    const { world, saying, shown } = stage();
    await world.run(60_000);
    expect(shown()).toBe('F0CHART');
    const types = JSON.stringify(world.standing.get(alert)).matchAll(/"type":"(section|image|actions)"/g);
    expect([...types].map(([, type]) => type)).toEqual(['section', 'image', 'actions']);
    expect(saying('post')).toHaveLength(1);
    expect(world.calls.filter(({ method }) => method === 'upload')).toHaveLength(1);
    // Whatever was said of it without the picture was said in full.
    for (const { content } of saying()) expect(JSON.stringify(content)).toContain('"type":"actions"');
  });

  it('that never gets ready is given up after some tries, and the release has nothing more to say', async () => {
    const { world, saying, shown } = stage(Number.POSITIVE_INFINITY);
    await world.run(30 * 60_000);
    expect(shown()).toBeNull();
    expect(saying('update').length).toBeGreaterThan(2);
    expect(saying('update').length).toBeLessThan(12);
    expect(await world.delivery()).toBeNull();
  });

  it('that cannot be drawn or uploaded is tried some times, too', async () => {
    const { world, shown } = stage();
    let drawings = 0;
    world.draw = async () => {
      drawings += 1;
      if (drawings < 3) throw new Error('no fonts');
      return Buffer.from('png');
    };
    await world.run(10 * 60_000);
    expect(drawings).toBe(3);
    expect(shown()).toBe('F0CHART');
  });

  it('is taken up by the next worker where one died between post and picture', async () => {
    const { world, saying, shown } = stage();
    await world.delivery();
    expect(shown()).toBeNull();
    world.restart();
    await world.run(60_000);
    expect(shown()).toBe('F0CHART');
    expect(saying('post')).toHaveLength(1);
  });

  it('stays where the words of its message change', async () => {
    const { world, saying, shown } = stage();
    await world.run(60_000);
    const delivered = world.memory.kept.delivered.get(alert);
    if (!delivered) throw new Error('the alert must stand');
    world.memory.kept.delivered.set(alert, { ...delivered, hash: 'of other words' });
    await world.run(10_000);
    expect(saying('update').at(-1)).toMatchObject({ refused: null });
    expect(shown()).toBe('F0CHART');
  });

  it('that Slack refuses later goes, and the words of its message stay', async () => {
    const { world, shown } = stage();
    await world.run(60_000);
    const delivered = world.memory.kept.delivered.get(alert);
    if (!delivered) throw new Error('the alert must stand');
    world.memory.kept.delivered.set(alert, { ...delivered, hash: 'of other words' });
    world.answer((_, file) => (file === null ? null : 'invalid_blocks'));
    await world.run(10_000);
    expect(shown()).toBeNull();
    expect(JSON.stringify(world.standing.get(alert))).toContain('"type":"actions"');
  });

  it.each([
    ['with it, keeps it in an edit', 'F0OLDER'],
    ['without it, gets none', null],
  ])('of a message that an older version posted %s', async (_, file) => {
    const { world, saying, shown } = stage();
    await world.delivery();
    const { delivered, files } = world.memory.kept;
    const { channel = '', ts = '', at = 0 } = delivered.get(alert) ?? {};
    delivered.set(alert, { channel, ts, hash: 'of other words', at });
    if (file) files.set(alert, file);
    world.answer(() => null);
    await world.run(60_000);
    expect(saying('update')).not.toEqual([]);
    expect(shown()).toBe(file);
  });
});
