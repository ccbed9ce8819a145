import { strategyKinds } from '../strategies/index.ts';
import type { JobWork } from './job-work.ts';
import type { Strategy, Target } from './target.ts';
import type { Hook } from './webhook.ts';

/** By what the new version is tested before any traffic, beside requests of Sluice's own; null where it is not. */
export interface Tests {
  job: JobWork | null;
  webhook: Hook | null;
}

/** By what a release by this strategy has the new version tested. Throws a ZodError for settings that nobody can read. */
export function testsOf(strategy: Strategy): Tests {
  const known = strategyKinds.find(({ kind }) => kind === strategy.kind);
  return known?.tests(strategy) ?? { job: null, webhook: null };
}

/** Whether releases of this target make a Job that tests the new version, as the catalogue has it. */
export function testsByJob({ strategy }: Pick<Target, 'strategy'>): boolean {
  return testsOf(strategy).job !== null;
}
