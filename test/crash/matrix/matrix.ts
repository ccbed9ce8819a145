import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { actions } from '../../../src/actions/index.ts';
import { takingTurns } from '../turns.ts';
import { bundled } from './bundle.ts';
import { type Played, play, type Victim } from './play.ts';
import { type Layout, layoutsOf, sampleOf, storiesOf, victimsOf } from './sample.ts';
import { type Story, stories } from './stories.ts';

const inTurn = takingTurns(4);
const longMs = 3 * 3600_000;

/** How the roles are divided between processes, and which of these processes die. */
const layouts = { together: ['all'], apart: ['worker', 'bot'] } as const satisfies Record<
  Layout,
  readonly [Victim, ...Victim[]]
>;

/** Every story in the layouts that are tried: once in peace, and then, for each victim, once for each of its points. */
export function matrix(): void {
  const program = bundled(new URL('./child.ts', import.meta.url));
  const played = new Map<string, readonly string[]>();
  const sums = { all: { tried: 0, points: 0 }, worker: { tried: 0, points: 0 }, bot: { tried: 0, points: 0 } };
  const tried = storiesOf(stories);
  const rows = tried.flatMap((story) =>
    layoutsOf(story.name).map((layout) => ({
      name: story.name,
      layout,
      victims: victimsOf<Victim>(story.name, layouts[layout]),
      story,
    })),
  );

  describe.concurrent('a process dies by kill -9', () => {
    test.each(rows)('$name, $layout: it ends as if nothing had happened', { timeout: longMs }, async (row) => {
      const { story, victims } = row;
      const whenIdle = await inTurn(async () => play(await program, story, victims[0], null));
      played.set(story.name, whenIdle.kinds);
      expect(whenIdle.left).toMatchObject({ outcome: story.outcome, doubled: [], live: [] });
      if (story.outcome !== 'succeeded') expect(whenIdle.left).toMatchObject(whenIdle.before);
      const wrong = victims.map(async (victim) => rowOf(await program, story, victim, whenIdle));
      expect((await Promise.all(wrong)).flat()).toEqual([]);
    });
  });

  test.skipIf(tried.length < stories.length)('each kind of action was in one of them', () => {
    expect(played.size).toBe(tried.length);
    const kinds = new Set([...played.values()].flat());
    expect(Object.keys(actions).filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  afterAll(() => {
    for (const [victim, { tried, points }] of Object.entries(sums)) {
      console.log(`${victim}: ${tried} of ${points} points in all`);
    }
  });

  async function rowOf(from: string, story: Story, victim: Victim, whenIdle: Played): Promise<object[]> {
    const points = whenIdle.points[victim] ?? 0;
    const aimedAt = sampleOf(`${story.name} ${victim}`, points);
    expect(aimedAt).not.toEqual([]);
    const trials = await Promise.all(aimedAt.map((at) => trial(from, story, victim, at, whenIdle)));
    const reached = trials.filter(({ died }) => died !== null).length;
    sums[victim].tried += reached;
    sums[victim].points += points;
    console.log(`${story.name}, ${victim}: ${reached} of ${points} points tried (${aimedAt.length} aimed at)`);
    return trials.flatMap(({ wrong }) => wrong);
  }
}

interface Trial {
  died: string | null;
  /** What differs from the calm run; nothing where all is well. */
  wrong: object[];
}

async function trial(program: string, story: Story, victim: Victim, at: number, whenIdle: Played): Promise<Trial> {
  try {
    const { left, died } = await inTurn(() => play(program, story, victim, at));
    const differing = (Object.keys(left) as (keyof Played['left'])[]).filter(
      (key) => !isDeepStrictEqual(left[key], whenIdle.left[key]),
    );
    if (differing.length === 0) return { died, wrong: [] };
    const apart = Object.fromEntries(differing.map((key) => [key, difference(left, whenIdle.left, key)]));
    return { died, wrong: noted(story, victim, { at, died, ...apart }) };
  } catch (error) {
    return { died: null, wrong: noted(story, victim, { at, error: String(error) }) };
  }
}

/** Said at once: the whole matrix takes longer than anybody waits for its first word. */
function noted(story: Story, victim: Victim, wrong: object): object[] {
  console.log(`${story.name}, ${victim}: ${JSON.stringify(wrong)}`);
  return [wrong];
}

/** Only what differs: a list is long where one line of it is wrong. */
function difference(left: Played['left'], whenIdle: Played['left'], key: keyof Played['left']): object | string {
  const [found, expected] = [left[key], whenIdle[key]];
  if (!Array.isArray(found) || !Array.isArray(expected)) return `${found}, and ${expected} in peace`;
  return {
    more: found.filter((each) => !expected.includes(each)),
    missing: expected.filter((each) => !found.includes(each)),
    lengths: [found.length, expected.length],
  };
}
