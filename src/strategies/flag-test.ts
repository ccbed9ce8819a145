import type { FlagTest } from '../domain/flag-test.ts';
import type { FlagRelease } from '../domain/target.ts';
import type { WatchedFlag } from './planner.ts';

/** What a step of a flag compares while it is watched; nothing where it is no test. */
export function watchedTest(test: FlagTest | undefined): Pick<WatchedFlag, 'goal' | 'until' | 'after'> {
  if (!test) return {};
  const { goal, until, withoutResult } = test;
  return {
    goal,
    ...(until === 'result' ? { until } : {}),
    ...(withoutResult === 'b' ? {} : { after: withoutResult }),
  };
}

/** Where a test stands in the plan, and how it ends, for people. */
export function testNotes({ flag, segments = [], steps }: Pick<FlagRelease, 'flag' | 'segments' | 'steps'>): string[] {
  const members = segments.flatMap(({ segment, test }) =>
    test ? [testNote(`${flag} for ${segment}`, test), notRandom(segment)] : [],
  );
  const shares = steps.flatMap(({ percent, test }) => (test ? [testNote(`${flag} at ${percent} %`, test)] : []));
  return [...members, ...shares];
}

function testNote(where: string, { goal, until, withoutResult }: FlagTest): string {
  const when = until === 'result' ? 'as soon as that is certain' : 'where that is certain at the end';
  const compared = `A/B test with ${where}: those with it (B) and without (A) are compared by ${goal.name} a visit, and the better one stays, ${when}.`;
  return `${compared} Without a result ${endWords[withoutResult]}.`;
}

const endWords = {
  a: 'A stays, and the flag goes back',
  b: 'B stays, and the flag goes on',
  ask: 'somebody is asked which stays',
} as const;

/** Who is in a segment was not drawn by lot. */
function notRandom(segment: string): string {
  return `The members of ${segment} are not a random part of the users: what they do otherwise need not be for the flag's sake.`;
}
