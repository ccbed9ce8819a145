import { describe, expect, test } from 'vitest';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { begins } from './moments.ts';
import { backCourse, courseOf, inOddScene, wholeCourse } from './odd.ts';
import { outcomeOf, snapshotOf } from './outcome.ts';

const hourMs = 3_600_000;
const bakeMs = 3000;
/** What the log may lack of a bake: its times are those of two looks at the shared clock. */
const roundingMs = 100;

/** How long each bake took, by the times in the log. */
function bakesOf(events: readonly ReleaseEvent[]): number[] {
  return events.flatMap((event, at) => {
    if (!begins('bake')(event, events) || event.type !== 'step.started') return [];
    const done = events.slice(at).find((later) => later.type === 'step.done' && later.index === event.index);
    return [(done?.at ?? 0) - event.at];
  });
}

/** The only worker's machine has its clock set at this event of a canary to that version. */
function jumping(ms: number, version: string, holds: (event: ReleaseEvent, all: readonly ReleaseEvent[]) => boolean) {
  return inOddScene({ bake: `${bakeMs / 1000}s` }, async (scene) => {
    const before = snapshotOf(scene.world);
    await scene.ask('checkout', version, 'staging');
    await scene.log.waitFor(holds);
    await scene.beOdd(scene.sluice, { kind: 'clock', ms });
    const outcome = await outcomeOf(scene);
    return { ...outcome, before, events: [...scene.log.events()] };
  });
}

describe.concurrent.each([
  ['an hour ahead', hourMs],
  ['an hour back', -hourMs],
])("when the clock of the only worker's machine is set %s", (_, ms) => {
  test('in mid-canary, no step is skipped, cut short or done twice, and all is told once', async () => {
    const { events, ...left } = await jumping(ms, '2.4.1', begins('bake', 25));

    expect(left).toMatchObject({ outcome: 'succeeded', doubled: [], live: [] });
    expect(courseOf(events)).toEqual(wholeCourse(events));
    for (const took of bakesOf(events)) expect(took).toBeGreaterThanOrEqual(bakeMs - roundingMs);
    const times = events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(left.said.filter(({ text }) => text.startsWith('Deployment report'))).toHaveLength(1);
  });

  test('in mid-rollback, everything is undone once and told once', async () => {
    const { events, before, ...left } = await jumping(ms, '2.5.0', ({ type }) => type === 'rollback.started');

    expect(left).toMatchObject({ outcome: 'rolled-back', doubled: [], live: [], snapshot: before });
    expect(courseOf(events).slice(-backCourse(events).length)).toEqual(backCourse(events));
    expect(courseOf(events).filter((each) => each.startsWith('hold'))).toEqual([]);
    expect(left.said.filter(({ text }) => text.startsWith('🔴 checkout 2.5.0'))).toHaveLength(1);
  });
});
