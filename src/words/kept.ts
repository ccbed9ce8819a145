import { flagMove } from '../actions/facets.ts';
import { type FlagMoved, flagMoves, flagsMoved } from '../domain/flag-moves.ts';
import { type Plan, undoOf } from '../domain/plan.ts';
import { isKept, type Release } from '../domain/release.ts';
import { shareWords } from './flags.ts';
import { join, say, type Words } from './words.ts';

/** "new-pricing", "new-pricing and new-tax". */
export function flagNames(plan: Pick<Plan, 'steps'>): Words {
  return listed(flagMoves(plan).map(({ flag }) => say`${flag}`));
}

/** Where going back leads, once the version stays: "new-pricing to 0 %". */
export function flagsBack(plan: Plan): Words {
  const moves = undoOf(plan, plan.steps.length).flatMap((action) => flagMove(action) ?? []);
  return listed(moves.map(({ flag, share }) => say`${flag} to ${shareWords(share)}`));
}

/** Where going back leads, after "roll back": "to 2.4.0", or "new-pricing to 0 %" once the version stays. */
export function backTo(release: Pick<Release, 'plan' | 'done' | 'phase'>): Words {
  const { plan } = release;
  return isKept(release) ? flagsBack(plan) : say`to ${plan.from.version}`;
}

/** What has become of the features, as a clause: "new-pricing is off again". */
export function featuresNow(release: Release): Words {
  return listed(flagsMoved(release).map(featureNow));
}

/** "new-pricing 0 % → 25 %", of what was done; empty where no flag was touched. */
export function flagsDone(release: Release): Words {
  return listed(flagsMoved(release).map(moved));
}

/** "new-pricing 0 % → 0 % (25 % at most)". */
export function moved(flag: FlagMoved & { most: number | null }): Words {
  const { from, to, most } = flag;
  const beyond = most !== null && most > Math.max(from ?? 0, to ?? 0);
  return beyond ? say`${move(flag)} (${shareWords(most)} at most)` : move(flag);
}

function move({ flag, from, to }: FlagMoved): Words {
  return say`${flag} ${shareWords(from)} → ${shareWords(to)}`;
}

function featureNow({ flag, from, to }: FlagMoved): Words {
  if (to === 0) return from === 0 ? say`${flag} is off again` : say`${flag} is off`;
  return from === to ? say`${flag} is back at ${shareWords(to)}` : say`${flag} is at ${shareWords(to)}`;
}

function listed(all: readonly Words[]): Words {
  const last = all.at(-1);
  return all.length > 1 && last ? say`${join(all.slice(0, -1), ', ')} and ${last}` : join(all, ', ');
}
