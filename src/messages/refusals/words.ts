import type { RefusalCode, RefusalOf } from '../../domain/reasons.ts';
import { bold, lines, say } from '../../words/words.ts';
import type { View } from '../card/parts.ts';
import type { Asking, RefusalWords, Tellings } from './telling.ts';
import { backRefusals } from './words-back.ts';
import { decisionRefusals } from './words-decisions.ts';
import { typedRefusals } from './words-typed.ts';
import { worldRefusals } from './words-world.ts';

/** Every code has its words: the compiler sees to it. */
const tellings: Tellings<RefusalCode> = { ...typedRefusals, ...worldRefusals, ...backRefusals, ...decisionRefusals };

/**
 * The sentence for a refusal, and the commands that would help. Where one of its services keeps a set back, it says that first.
 * @param asking how a release was asked for; null where none was, or where there is no room for buttons
 */
export function refusalWords<C extends RefusalCode>(
  refused: RefusalOf<C>,
  view: View,
  asking: Asking | null = null,
): RefusalWords {
  const told = tellings[refused.code](refused, view, asking);
  const set = asking?.set;
  const isOfService = set !== undefined && 'service' in refused && refused.service !== set;
  return isOfService ? { ...told, words: lines(say`The set ${bold(set)} can't be released:`, told.words) } : told;
}
