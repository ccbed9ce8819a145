import { describe, expect, it } from 'vitest';
import { flagMove } from '../../../src/actions/facets.ts';
import { shareOn } from '../../../src/domain/flag.ts';
import { flagsMoved } from '../../../src/domain/flag-moves.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { card } from '../../../src/messages/card/card.ts';
import { canary } from '../../support/engine-world.ts';
import { serviceDown } from '../../support/fake-flags.ts';
import { createFlagWorld } from '../../support/flag-release.ts';
import { mika } from '../../support/people.ts';
import { view } from '../messages/told.ts';

const runs = (object: unknown) => JSON.stringify(object).match(/checkout:([\d.]+)"/)?.[1];
const imageIn = ({ kube }: World) =>
  runs(kube.all().find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'checkout'));

type World = Awaited<ReturnType<typeof createFlagWorld>>;

/** Turns of a worker until it is so. */
async function until(world: World, isSo: () => Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < 500; turns += 1) {
    if (await isSo()) return;
    await world.turn();
  }
  throw new Error('it never came to that');
}

describe('a flag that moves with a release', () => {
  it.each([
    ['rolling', {}],
    ['canary', { strategy: canary }],
  ] as const)('is off before a %s, and on by steps once the version is in', async (_, options) => {
    const world = await createFlagWorld({ ...options, before: { enabled: true, percentage: 2 } });
    const { phase, flags } = await world.run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(world.flags.writes).toEqual(['new-pricing off', 'new-pricing 5 %', 'new-pricing 25 %', 'new-pricing 100 %']);
    expect(flags?.['new-pricing']).toMatchObject({ enabled: true, percentage: 100 });
    expect(imageIn(world)).toBe('2.4.1');
  });

  it('whose feature fails is off again, and the version stays', async () => {
    const world = await createFlagWorld({ failsAt: 25 });
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'kept', cause: { code: 'unhealthy' } });
    expect(world.flags.writes).toEqual(['new-pricing 5 %', 'new-pricing 25 %', 'new-pricing off']);
    expect(await world.now()).toMatchObject({ enabled: false, percentage: 0 });
    expect(imageIn(world)).toBe('2.4.1');
  });

  it('counts for as many as may have seen it, though who gave them the share has died before saying so', async () => {
    const world = await createFlagWorld({ failsAt: 25 });
    const { plan } = await world.run();
    const given = plan.steps.findIndex(({ action }) => flagMove(action)?.share === 25);
    const cut = (await world.events()).filter((event) => !(event.type === 'step.done' && event.index === given));
    expect(flagsMoved(foldLog(cut))).toMatchObject([{ to: 0, most: 25 }]);
  });

  it('that was on is off where its feature fails: what it was with the version before says nothing of this one', async () => {
    const world = await createFlagWorld({ failsAt: 25, before: { enabled: true, percentage: 30 } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'kept' });
    expect(shareOn(await world.now())).toBe(0);
  });

  it('is exactly as before where the version itself goes back, once its users are back', async () => {
    const world = await createFlagWorld({ badVersion: 'with flags', before: { enabled: true, percentage: 30 } });
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    const { changed: _, ...now } = await world.now();
    expect({ ...now, changed: world.before.changed }).toEqual(world.before);
    expect(imageIn(world)).toBe('2.4.0');
    const began = (await world.events()).find((event) => event.type === 'rollback.started');
    expect(began?.undo.map(({ kind }) => kind)).toEqual(['workload.update', 'flag.restore', 'verify.clean']);
  });
});

describe('a flag service that is away', () => {
  it('keeps nothing else waiting on the way back, and is asked until it answers', async () => {
    const world = await createFlagWorld({ badVersion: 'without flags', before: { enabled: true, percentage: 30 } });
    for (let turns = 0; turns < 40; turns += 1) await world.turn();
    const stuck = await world.release();
    expect(imageIn(world)).toBe('2.4.0');
    expect(stuck.phase).toMatchObject({ kind: 'rolling-back', deferred: [1], next: 1 });
    expect(stuck.phase.kind === 'rolling-back' && stuck.phase.error).toContain('the flags: nobody answers');
    world.flags.fail(null);
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(await world.now()).toMatchObject({ enabled: true, percentage: 30 });
  });
});

describe('a change of a flag whose answer nobody has seen', () => {
  it('is the release’s own, however long it takes to be heard', async () => {
    const world = await createFlagWorld();
    const { set } = world.flags;
    let lost = 0;
    world.flags.set = async (flag, change, expected) => {
      const answer = await set(flag, change, expected);
      if (change.kind === 'kill' || change.percentage !== 25 || lost === 5) return answer;
      lost += 1;
      return { kind: 'failed', failure: serviceDown };
    };
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(lost).toBe(5);
    expect((await world.events()).map(({ type }) => type)).not.toContain('hold.opened');
  });
});

describe('a flag that somebody else changes', () => {
  it('in mid-release holds it, says who, and is left alone', async () => {
    const world = await createFlagWorld();
    await until(world, async () => shareOn(await world.now()) === 5);
    world.flags.byHand('new-pricing', 'ren', { percentage: 80 });
    await until(world, async () => (await world.release()).hold !== null);
    const { hold, flagFound } = await world.release();
    expect(hold).toMatchObject({ code: 'flag-changed' });
    expect(hold?.detail).toBe('ren has changed new-pricing: it is at 80 %, and was left at 5 %');
    expect(flagFound).toMatchObject({ percentage: 80 });
    expect(world.flags.writes).toEqual(['new-pricing 5 %']);
  });

  it('is taken as found where a person goes on, and asked about again where they wait', async () => {
    const world = await createFlagWorld();
    await until(world, async () => shareOn(await world.now()) === 5);
    world.flags.byHand('new-pricing', 'ren', { percentage: 10 });
    const answers = ['wait', 'go-on'] as const;
    for (const answer of answers) {
      await until(world, async () => (await world.release()).hold !== null);
      const { version } = await world.release();
      const at = world.clock.now();
      await world.store.append('r1', version, [{ type: 'hold.closed', at, by: mika, answer, reason: null }]);
    }
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(world.flags.writes).toEqual(['new-pricing 5 %', 'new-pricing 25 %', 'new-pricing 100 %']);
  });

  it('stays as they left it on the way back, but for that nobody gets it', async () => {
    const world = await createFlagWorld();
    await until(world, async () => shareOn(await world.now()) === 5);
    world.flags.byHand('new-pricing', 'ren', { percentage: 80, segments: ['staff'] });
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'kept', cause: { code: 'hold-expired' } });
    expect(await world.now()).toMatchObject({ enabled: false, percentage: 80, segments: ['staff'] });
  });
});

describe('a flag that somebody else changes once its last step is done', () => {
  /** The last bake is over, and nothing has looked since. */
  async function changedAtTheEnd(change: () => Parameters<World['flags']['byHand']>[2]) {
    const world = await createFlagWorld();
    const { append } = world.store;
    let done = false;
    world.store.append = async (id, version, events, more) => {
      const saved = await append(id, version, events, more);
      const last = world.plan.steps.length - 1;
      if (!done && events.some((event) => event.type === 'step.done' && event.index === last)) {
        done = true;
        world.flags.byHand('new-pricing', 'ren', change());
      }
      return saved;
    };
    return world;
  }

  it('is asked about before the release says that it has succeeded', async () => {
    const world = await changedAtTheEnd(() => ({ percentage: 60 }));
    await until(world, async () => (await world.release()).hold !== null);
    const { hold, version } = await world.release();
    expect(hold?.detail).toBe('ren has changed new-pricing: it is at 60 %, and was left at 100 %');
    const at = world.clock.now();
    await world.store.append('r1', version, [{ type: 'hold.closed', at, by: mika, answer: 'go-on', reason: null }]);
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'succeeded' });
    expect(card(release, 0, view).text).toContain('Flags: new-pricing 0 % → 60 % (100 % at most, changed by ren).');
  });

  it('goes back where nobody answers', async () => {
    const world = await changedAtTheEnd(() => ({ percentage: 60 }));
    expect((await world.run()).phase).toMatchObject({ outcome: 'kept', cause: { code: 'hold-expired' } });
    expect(await world.now()).toMatchObject({ enabled: false, percentage: 60 });
  });

  it('is not said to stand where nobody can tell', async () => {
    const world = await changedAtTheEnd(() => {
      world.flags.fail(serviceDown);
      return {};
    });
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'succeeded', unseen: expect.stringContaining('nobody answers') });
    expect(card(release, 0, view).text).toContain(
      'At its end, nobody could tell whether that is still so: feature flag new-pricing: the flags: nobody answers.',
    );
  });

  it('is looked at again where its service is away for a moment only', async () => {
    let asked = 0;
    const world = await changedAtTheEnd(() => {
      const { state } = world.flags;
      world.flags.state = async (flag) => {
        asked += 1;
        return asked > 3 ? state(flag) : { kind: 'failed', failure: serviceDown };
      };
      return { percentage: 60 };
    });
    await until(world, async () => (await world.release()).hold !== null);
    expect((await world.release()).hold).toMatchObject({ code: 'flag-changed' });
  });
});
