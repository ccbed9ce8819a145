import { mayTakeAway, routeTo } from '../actions/facets.ts';
import type { Release } from '../domain/release.ts';
import { chosen } from '../providers/family.ts';
import { families } from '../providers/index.ts';
import { verifiesShare } from '../providers/routing.ts';
import { nothing, say, type Words } from './words.ts';

/** Where a router divides the traffic, and the candidate has had some of it, or copies: requests may be under way to it. */
export function hadRequests({ done, step, plan }: Pick<Release, 'done' | 'step' | 'plan'>): boolean {
  const begun = [...done.map(({ index }) => index), ...(step ? [step.index] : [])];
  return verifiesShare(plan.target) && begun.some((index) => routeTo(plan.steps[index]?.action) !== null);
}

/** What is waited for before the next action of the way back takes the candidate's pods; nothing where it isn't. */
export function drainingNote(release: Release): Words {
  const { phase, plan } = release;
  if (phase.kind !== 'rolling-back') return nothing;
  const action = phase.undo[phase.next];
  if (!action || !mayTakeAway(action, 'candidate') || !hadRequests(release)) return nothing;
  const source = chosen(families.metrics.kinds, plan.target.metrics);
  if (!source?.kind.answers(source.config).includes('requests')) return nothing;
  return say`, once requests under way to ${plan.to.version} have ended`;
}
