import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { takingTurns } from '../turns.ts';
import { bundled } from './bundle.ts';
import { type Played, play, type Victim } from './play.ts';
import { sampleOf } from './sample.ts';
import { type Story, stories } from './stories.ts';

const inTurn = takingTurns(4);
const longMs = 3 * 3600_000;

/** Every story with this victim, once in peace and then once for each point that is tried. */
export function matrixOf(victim: Victim): void {
  const program = bundled(new URL('./child.ts', import.meta.url));
  const sum = { tried: 0, points: 0 };

  describe.concurrent(`the ${victim === 'all' ? 'only process' : victim} dies by kill -9`, () => {
    test.each(stories)('$name: it ends as if nothing had happened', { timeout: longMs }, async (story) => {
      const whenIdle = await inTurn(async () => play(await program, story, victim, null));
      expect(whenIdle.left).toMatchObject({ outcome: story.outcome, doubled: [], live: [] });
      const points = sampleOf(`${story.name} ${victim}`, whenIdle.points);
      const tried = await Promise.all(points.map(async (at) => trial(await program, story, victim, at, whenIdle)));
      const reached = tried.filter(({ died }) => died !== null).length;
      sum.tried += reached;
      sum.points += whenIdle.points;
      console.log(
        `${story.name}, ${victim}: ${reached} of ${whenIdle.points} points tried (${points.length} aimed at)`,
      );
      expect(tried.flatMap(({ wrong }) => wrong)).toEqual([]);
    });
  });

  afterAll(() => {
    console.log(`${victim}: ${sum.tried} of ${sum.points} points in all`);
  });
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
