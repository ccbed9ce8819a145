import type { EventOf } from '../../domain/events.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { goesBack } from '../../domain/train.ts';
import { changeOf } from '../../words/subject.ts';
import { trainWay } from '../../words/train-title.ts';
import { say, type Words } from '../../words/words.ts';

/** What has begun, and where. */
export function startedNote(plan: Plan): Words {
  if (plan.train) return say`Started: ${plan.to.version} ${trainWay(plan)}.`;
  return say`Started: ${changeOf(plan)} in ${plan.target.environment}.`;
}

/** That a release takes another one of the train back. One that brings the version in is on the train's card, and tells the rest itself. */
export function childNote({ child }: EventOf<'child.changed'>, { children = [], plan }: Release): Words | null {
  if (!child.backwards || goesBack(plan.train) || children.some(({ id }) => id === child.id)) return null;
  return say`#${child.number} takes back ${plan.train?.kind === 'set' ? child.service : child.environment}.`;
}
