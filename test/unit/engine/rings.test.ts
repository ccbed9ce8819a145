import { describe, expect, it } from 'vitest';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeChildren } from '../../support/fake-children.ts';
import { mika } from '../../support/people.ts';

const strategy = { kind: 'rolling', bakeMs: 1000 };
const rings = [['internal'], ['eu', 'us', 'ap']];
const failed = { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors were 2 %' } as const;
const succeeded = { state: 'ended', outcome: 'succeeded', reason: null } as const;
const running = (times: number) => Array.from({ length: times }, () => ({ state: 'running' as const }));
const at = (place: string) => `production/${place}`;

async function world(
  children = fakeChildren(),
  train: { sideBySide?: number; onFailure?: 'stop' | 'rollback'; soakMs?: number; asking?: string[] } = {},
) {
  const made = await createEngineWorld({
    strategy,
    router: 'replicas',
    train: { rings, soakMs: 0, ...train },
    children,
  });
  return { ...made, children, say, live };

  async function say(type: 'abort.asked' | 'paused' | 'resumed' | 'promoted'): Promise<void> {
    const { version } = await made.release();
    const by = { at: made.clock.now(), by: mika };
    await made.store.append('r1', version, [type === 'resumed' ? { type, ...by } : { type, ...by, reason: null }]);
  }

  /** How many of its releases are under way, as the train knows them. */
  async function live(): Promise<number> {
    return ((await made.release()).children ?? []).filter(({ outcome }) => outcome === null).length;
  }
}

describe('a train through rings', () => {
  it('comes to one ring after the other, and to the places of one side by side', async () => {
    const { run, children, kube, release } = await world(fakeChildren(), { sideBySide: 3 });
    const before = kube.all();
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(children.asked).toEqual(['internal', 'eu', 'us', 'ap'].map(at));
    expect((await release()).children).toHaveLength(4);
    expect(kube.all()).toEqual(before);
  });

  it('soaks once a whole ring has it', async () => {
    const { run, clock } = await world(fakeChildren(), { soakMs: 60_000 });
    const began = clock.now();
    await run();
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
  });

  it('never has more places of a ring under way than it may', async () => {
    const stands = Object.fromEntries(['eu', 'us', 'ap'].map((each) => [at(each), [...running(5), succeeded]]));
    const { turn, live } = await world(fakeChildren(stands), { sideBySide: 2 });
    let most = 0;
    for (let ended = false; !ended; most = Math.max(most, await live())) ended = (await turn()).kind === 'ended';
    expect(most).toBe(2);
  });

  it('begins nothing more once one has failed, and lets the others come to their own end', async () => {
    const { run, children, release } = await world(
      fakeChildren({ [at('eu')]: [...running(1), failed], [at('us')]: [...running(20), succeeded] }),
      { sideBySide: 2 },
    );
    const over = await run();
    expect(over.phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(children.asked).toEqual(['internal', 'eu', 'us'].map(at));
    expect(children.aborted).toEqual([]);
    expect((await release()).children?.find(({ environment }) => environment === at('us'))).toMatchObject(succeeded);
  });

  it('withdraws what nobody has approved where another has failed', async () => {
    const waiting = Array.from({ length: 50 }, () => ({ state: 'waiting' as const }));
    const { run, children } = await world(fakeChildren({ [at('eu')]: waiting, [at('us')]: [...running(3), failed] }), {
      sideBySide: 2,
      asking: ['eu', 'us'],
    });
    expect((await run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(children.aborted).toEqual(['r101']);
  });

  it('sends the others back at the same time where the catalogue says so', async () => {
    const { run, children } = await world(
      fakeChildren({ [at('eu')]: [...running(2), failed], [at('us')]: running(50) }),
      { sideBySide: 2, onFailure: 'rollback' },
    );
    expect((await run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(children.aborted).toEqual(['r102']);
    expect(children.asked).toEqual([at('internal'), at('eu'), at('us'), `${at('internal')} back`]);
  });

  it('stops all that is under way at once where a person stops it', async () => {
    const stands = { [at('eu')]: running(50), [at('us')]: running(50) };
    const { turn, run, say, live, children } = await world(fakeChildren(stands), { sideBySide: 2 });
    while ((await live()) < 2) await turn();
    await say('abort.asked');
    expect((await run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'aborted' } });
    expect(children.aborted).toEqual(['r101', 'r102']);
    expect(children.asked).not.toContain(at('ap'));
  });

  it('begins nothing while it is paused, and goes on after', async () => {
    const stands = { [at('eu')]: [...running(3), succeeded], [at('us')]: [...running(3), succeeded] };
    const { turn, run, say, live, children } = await world(fakeChildren(stands), { sideBySide: 2 });
    while ((await live()) < 2) await turn();
    await say('paused');
    for (let turns = 0; turns < 30; turns += 1) await turn();
    expect(children.asked).not.toContain(at('ap'));
    await say('resumed');
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(children.asked).toContain(at('ap'));
  });

  it('asks a person when a pause between two of its places takes too long, and not while one of them can ask itself', async () => {
    const stands = { [at('eu')]: [...running(3), succeeded], [at('us')]: running(400) };
    const paused = async (sideBySide: number) => {
      const made = await world(fakeChildren(stands), { sideBySide });
      while ((await made.live()) < sideBySide) await made.turn();
      await made.say('paused');
      for (let turns = 0; turns < 300 && !(await made.release()).hold; turns += 1) await made.turn();
      return made.release();
    };
    expect(await paused(1)).toMatchObject({ hold: { code: 'pause-expired' }, phase: { kind: 'running' } });
    expect(await paused(2)).toMatchObject({ hold: null, phase: { kind: 'running' } });
  });

  it('passes by places that have it already, and waits for those where another release is under way', async () => {
    const children = fakeChildren();
    const { ask } = children;
    let busy = 4;
    children.ask = async (wanted, askedAt) => {
      if (wanted.environment === at('eu')) return { kind: 'needless' };
      if (wanted.environment === at('us') && busy > 0) {
        busy -= 1;
        return { kind: 'later', detail: 'us is busy' };
      }
      return ask(wanted, askedAt);
    };
    const { run } = await world(children, { sideBySide: 1 });
    expect((await run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(children.asked).toEqual(['internal', 'us', 'ap'].map(at));
  });

  it('finds what it has asked for before a crash, and asks for it only once', async () => {
    const children = fakeChildren({ [at('eu')]: running(3) });
    const { begun } = Object.getOwnPropertyDescriptors(children);
    // Nothing of it has come into the log.
    Object.defineProperty(children, 'begun', { get: () => [] });
    const { turn, release } = await world(children, { sideBySide: 1 });
    while ((await release()).step?.index !== 1 || !children.asked.includes(at('eu'))) await turn();
    for (let turns = 0; turns < 3; turns += 1) await turn();
    Object.defineProperty(children, 'begun', begun);
    expect(children.asked.filter((each) => each === at('eu'))).toHaveLength(1);
  });
});
