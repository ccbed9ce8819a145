import { describe, expect, it } from 'vitest';
import { watches } from '../../../src/actions/facets.ts';
import { controls } from '../../../src/domain/controls/index.ts';
import { maySupersede } from '../../../src/domain/superseding.ts';
import { everyStrategy, type Played } from '../../support/every-strategy.ts';
import { mika, ren } from '../../support/people.ts';
import { type Playing, play, type Said } from '../../support/playing.ts';
import { endsAs } from './ends.ts';

const aborted: Said = { type: 'abort.asked', by: mika, reason: null };
const superseded: Said = { type: 'superseded', by: ren, version: '2.5.0', number: 2 };
const promoted: Said = { type: 'promoted', by: mika, reason: null };
const paused: Said = { type: 'paused', by: mika, reason: null };

/** Plays a strategy once for each of its steps, with something done in the moment in which that step has begun. */
async function atEachStep(
  row: Played,
  deed: (playing: Playing, index: number) => unknown,
  then: (playing: Playing, index: number, where: string) => Promise<void>,
) {
  const { plan } = (await play(row)).world;
  for (const [index, { action }] of plan.steps.entries()) {
    const playing = await play(row);
    playing.atStep(index, () => deed(playing, index));
    await then(playing, index, `at step ${index}, ${action.kind}`);
  }
}

const says = (said: Said) => (playing: Playing) => playing.says(said);
const growing = ['candidate.start', 'candidate.scale', 'workload.update', 'workload.partition', 'workload.scale'];

describe.each(everyStrategy)('$name', (row) => {
  it('succeeds', async () => endsAs(await play(row), row, 'succeeded', 'in peace'));

  it('turns bad at each step: it goes back as long as it is watched', () =>
    atEachStep(
      row,
      ({ version }) => {
        version.bad = true;
      },
      async (playing, index, where) => {
        const { world } = playing;
        const lastWatch = world.plan.steps.findLastIndex(({ action }) => watches(action));
        await world.run();
        const found = (await world.events()).some(
          (event) => event.type === 'measured' && event.verdict.kind === 'unhealthy',
        );
        if (index <= lastWatch) expect(found, where).toBe(true);
        await endsAs(playing, row, found ? 'rolled-back' : 'succeeded', where);
      },
    ));

  it('is aborted at each step: it goes back', () =>
    atEachStep(row, says(aborted), (playing, _, where) => endsAs(playing, row, 'rolled-back', where)));

  it('is superseded at each step: it makes way, or is waited for', () => {
    let makesWay = false;
    return atEachStep(
      row,
      async (playing) => {
        makesWay = maySupersede(await playing.world.release());
        if (makesWay) await playing.says(superseded);
      },
      async (playing, index, where) => {
        await playing.world.run();
        if (index === 0) expect(makesWay, where).toBe(true);
        await endsAs(playing, row, makesWay ? 'superseded' : 'succeeded', where);
      },
    );
  });

  it('is promoted at each step: the rest of the watching is skipped, where it may be', () => {
    let promotedAt: number | null = null;
    return atEachStep(
      row,
      async (playing) => {
        promotedAt = controls.promote.when(await playing.world.release()) ? playing.world.clock.now() : null;
        if (promotedAt !== null) await playing.says(promoted);
      },
      async (playing, _, where) => {
        await endsAs(playing, row, 'succeeded', where);
        expect(promotedAt !== null, where).toBe(row.bringsIn);
        if (promotedAt !== null) expect(playing.world.clock.now() - promotedAt, where).toBeLessThan(10_000);
      },
    );
  });

  it('is paused at each step, and resumed', () =>
    atEachStep(row, says(paused), async (playing, _, where) => {
      const { world } = playing;
      while ((await world.release()).paused === null) await world.turn();
      const until = world.clock.now() + 10_000;
      for (let turn = 0; turn < 3 && world.clock.now() < until; turn += 1) await world.turn();
      const release = await world.release();
      if (controls.resume.when(release))
        await playing.says(controls.resume.event(release, { by: mika, at: 0, reason: null }));
      await endsAs(playing, row, 'succeeded', where);
    }));

  it('gets no pods any more from each step on: it goes back at the deadline of the next that needs some', () =>
    atEachStep(
      row,
      ({ version }) => {
        version.stuck = true;
      },
      async (playing, index, where) => {
        const { world } = playing;
        const late = world.plan.steps.slice(index).some(({ action }) => growing.includes(action.kind));
        await endsAs(playing, row, late ? 'rolled-back' : 'succeeded', where);
        if (late) expect((await world.release()).phase, where).toMatchObject({ cause: { code: 'deadline' } });
      },
    ));
});
