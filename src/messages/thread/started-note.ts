import type { EventOf } from '../../domain/events.ts';
import type { Release } from '../../domain/release.ts';
import { goesBack } from '../../domain/train.ts';
import { authorsToTell } from '../../words/changes.ts';
import { changeOf } from '../../words/subject.ts';
import { trainWay } from '../../words/train-title.ts';
import { join, say, type Words } from '../../words/words.ts';

/** A note that calls more people is noise. */
const mostMentioned = 15;

/** What has begun, and where; whose code it is, where that goes to people who use it. */
export function startedNote({ plan, changes }: Pick<Release, 'plan' | 'changes'>): Words {
  if (plan.train) return say`Started: ${plan.to.version} ${trainWay(plan)}.`;
  const started = say`Started: ${changeOf(plan)} in ${plan.target.environment}.`;
  const authors = plan.target.protected ? authorsToTell(changes).slice(0, mostMentioned) : [];
  if (authors.length === 0) return started;
  return say`${started} ${changes?.kind === 'known' && changes.takenBack ? 'It takes back code of' : 'It has code of'} ${join(authors, ', ')}.`;
}

/** That a release takes another one of the train back. One that brings the version in is on the train's card, and tells the rest itself. */
export function childNote({ child }: EventOf<'child.changed'>, { children = [], plan }: Release): Words | null {
  if (!child.backwards || goesBack(plan.train) || children.some(({ id }) => id === child.id)) return null;
  return say`#${child.number} takes back ${plan.train?.kind === 'set' ? child.service : child.environment}.`;
}
