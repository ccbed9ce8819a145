import { strategyKinds } from '../strategies/index.ts';
import type { Tests } from '../strategies/strategy.ts';
import type { Strategy, Target } from './target.ts';

const none: Tests = { job: null, webhook: null };

/** By what a release by this strategy has the new version tested before any traffic. */
export function testsOf(strategy: Strategy): Tests {
  return strategyKinds.find(({ kind }) => kind === strategy.kind)?.tests(strategy) ?? none;
}

/** Whether releases of this target make a Job that tests the new version, as the catalogue has it. */
export function testsByJob({ strategy }: Pick<Target, 'strategy'>): boolean {
  return testsOf(strategy).job !== null;
}
