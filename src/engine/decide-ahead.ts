import { mayDestroy } from '../domain/dry-run.ts';
import type { Release } from '../domain/release.ts';
import { destructiveList, dryRunHeading } from '../words/dry-run.ts';
import { append, type Decision, neverStarted } from './decision.ts';

/**
 * What comes before anybody may approve: it is looked what the release would do. Null once that is over, and where the plan
 * has none of it. What the catalogue refuses ends the release, with nothing changed.
 */
export function decideAhead({ plan, ahead }: Release, now: number): Decision | null {
  if (!plan.ahead) return null;
  if (ahead?.kind !== 'read') return { do: 'look-ahead', action: plan.ahead.action };
  const { found } = ahead;
  const isRefused = plan.target.migration?.destructive === 'refuse' && mayDestroy(found);
  if (!isRefused) return null;
  return append(neverStarted(now, [dryRunHeading(found, 'migration'), ...destructiveList(found)].join('; ')));
}
