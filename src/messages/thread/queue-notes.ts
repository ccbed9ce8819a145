import type { EventOf } from '../../domain/events.ts';
import type { Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { say, type Words } from '../../words/words.ts';

/** Its turn has come. */
export function turnNote({ waitedFor }: Release): Words {
  const over = waitedFor ? say`#${waitedFor.number} of ${waitedFor.version} is over` : say`Its turn has come`;
  return say`${over}: the plan is made as of now, and on the card.`;
}

/** Its turn has come, and somebody who is asked for the plan does not answer. */
export function unplannedNote({ error }: EventOf<'plan.retrying'>): Words {
  return say`The plan can't be made for now${because(error)}. Trying again.`;
}
