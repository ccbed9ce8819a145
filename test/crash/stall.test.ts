import { describe, expect, test } from 'vitest';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { begins } from './moments.ts';
import { backCourse, courseOf, inOddScene, wholeCourse } from './odd.ts';
import { outcomeOf, snapshotOf } from './outcome.ts';

/** Longer than a worker's lock on its job holds, and than it takes to find that out. */
const stallMs = 8000;

type Reached = (event: ReleaseEvent, all: readonly ReleaseEvent[]) => boolean;

/** The worker that runs the release stands still at this event; another may be there to take over. */
function stalled(version: string, reached: Reached, { alone }: { alone: boolean }) {
  return inOddScene({}, async (scene) => {
    const before = snapshotOf(scene.world);
    const first = scene.sluice;
    await scene.ask('checkout', version, 'staging');
    await scene.log.waitFor(({ type }) => type === 'started');
    // The other comes when the release runs already, so that it is the first that runs it.
    const other = alone ? null : scene.start();
    await scene.log.waitFor(reached);
    await scene.beOdd(first, { kind: 'stall', ms: stallMs });
    await other;
    const outcome = await outcomeOf(scene);
    await first.waitForLine(({ msg, is }) => msg === 'odd' && is === 'over', 2 * stallMs);
    return { ...outcome, before, after: snapshotOf(scene.world), events: [...scene.log.events()] };
  });
}

describe.concurrent.each([
  ['and is alone', true],
  ['beside another', false],
])('a worker that stands still for longer than its lock holds, %s', (_, alone) => {
  test.each([
    ['in a bake', begins('bake', 25)],
    ['as stable takes the image', begins('workload.update')],
  ])('%s: no step is skipped or done twice, and all is told once', async (_name, reached) => {
    const { events, ...left } = await stalled('2.4.1', reached, { alone });

    expect(left).toMatchObject({ outcome: 'succeeded', doubled: [], live: [], after: left.snapshot });
    expect(courseOf(events)).toEqual(wholeCourse(events));
    expect(left.said.filter(({ text }) => text.startsWith('Deployment report'))).toHaveLength(1);
  });

  test('in a rollback: everything is undone once', async () => {
    const { events, before, ...left } = await stalled('2.5.0', ({ type }) => type === 'rollback.started', { alone });

    expect(left).toMatchObject({ outcome: 'rolled-back', doubled: [], live: [], snapshot: before, after: before });
    expect(courseOf(events).slice(-backCourse(events).length)).toEqual(backCourse(events));
  });
});
