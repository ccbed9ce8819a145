import type { Refusal } from '../../domain/reasons.ts';
import { because } from '../../words/because.ts';
import { code, lines, say, type Words } from '../../words/words.ts';
import { section } from '../blocks/blocks.ts';
import type { HomeView } from '../blocks/views.ts';
import type { View } from '../card/parts.ts';
import { refusalWords } from '../refusals/words.ts';
import { outsiders } from '../refusals/words-decisions.ts';

/** The App Home of somebody who is not let in: they have only looked, so it says what they can do instead. */
export function closedHome(refused: Refusal, view: View): HomeView {
  return { type: 'home', blocks: [section(closedWords(refused, view))] };
}

function closedWords(refused: Refusal, view: View): Words {
  if (refused.code === 'outsider') {
    return lines(
      say`Sluice releases software from Slack. Only full members of this workspace may use it, and ${outsiders[refused.why]}.`,
      say`If you need a release, or want to know where one stands, ask a full member in the service's channel: they type ${code('/deploy')}. To use Sluice yourself, ask an admin of this workspace to make you a full member.`,
    );
  }
  if (refused.code === 'person-unknown')
    return say`I can't tell who you are right now${because(refused.detail)}. Please open me again in a moment.`;
  return refusalWords(refused, view).words;
}
