import { flagMove } from '../actions/facets.ts';
import { type FlagDone, type FlagMoved, flagMoves, flagsMoved } from '../domain/flag-moves.ts';
import { contractFrom, type Plan, undoOf } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { isKept } from '../domain/release-state.ts';
import { onlyContract, schemaNow } from './contract.ts';
import { shareWords } from './flags.ts';
import { keepsRunning } from './subject.ts';
import { join, nothing, say, type Words } from './words.ts';

/** What comes after the version: "new-pricing", "new-pricing and new-tax"; without a flag, a contract. */
export function flagNames(plan: Pick<Plan, 'steps'>): Words {
  const names = flagMoves(plan).map(({ flag }) => say`${flag}`);
  return names.length > 0 ? listed(names) : say`the contract of its migration`;
}

/** Where going back leads, once the version stays: "new-pricing to 0 %". */
export function flagsBack(plan: Plan): Words {
  const moves = undoOf(plan, contractFrom(plan) ?? plan.steps.length).flatMap((action) => flagMove(action) ?? []);
  return listed(moves.map(({ flag, share }) => say`${flag} to ${shareWords(share)}`));
}

/** Where going back leads, after "roll back": "to 2.4.0", or "new-pricing to 0 %" once the version stays. */
export function backTo(release: Pick<Release, 'plan' | 'done' | 'phase' | 'kept'>): Words {
  const { plan } = release;
  if (plan.train) return say`what is under way`;
  if (!isKept(release)) return say`to ${plan.from.version}`;
  return onlyContract(plan) ? say`nothing: ${plan.to.version} stays` : flagsBack(plan);
}

/** Whether the version is still in, as a clause: "2.4.1 stays". Only for a release whose version was to stay. */
export function versionNow({ plan, phase }: Pick<Release, 'plan' | 'phase'>): Words {
  const { version } = plan.to;
  const cause = phase.kind === 'rolling-back' || phase.kind === 'ended' ? phase.cause : null;
  const isOther = phase.kind === 'ended' && phase.runs !== undefined;
  return isOther || cause?.code === 'replaced' ? say`${version} is no longer in` : say`${version} stays`;
}

/** What has become of the features and of the contract, as a clause: "new-pricing is off again". */
export function featuresNow(release: Release): Words {
  // Nothing has been touched where it went back before the flag moved.
  if (release.plan.flag && !release.flags) return say`${keepsRunning(release.plan)}`;
  const schema = schemaNow(release);
  return listed([...flagsMoved(release).map(featureNow), ...(schema ? [schema] : [])]);
}

/** "new-pricing 0 % → 25 %", of what was done; empty where no flag was touched. */
export function flagsDone(release: Release): Words {
  return listed(flagsMoved(release).map(moved));
}

/** That nobody could tell at its end how its flags stand, as a sentence; empty where they were seen. */
export function flagsUnseen({ phase }: Pick<Release, 'phase'>): Words {
  const why = phase.kind === 'ended' ? phase.unseen : undefined;
  return why === undefined ? nothing : say`At its end, nobody could tell whether that is still so: ${why}.`;
}

/** "new-pricing 0 % → 0 % (25 % at most)", "new-pricing 0 % → 60 % (changed by ren)". */
export function moved(flag: FlagDone): Words {
  const { from, to, most, by } = flag;
  const beyond = most !== null && most > Math.max(from ?? 0, to ?? 0);
  const beside = [
    ...(beyond ? [say`${shareWords(most)} at most`] : []),
    ...(by === null ? [] : [say`changed by ${by}`]),
  ];
  return beside.length > 0 ? say`${move(flag)} (${join(beside, ', ')})` : move(flag);
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
