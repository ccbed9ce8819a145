import type { RefusalCode, RefusalOf } from '../../domain/reasons.ts';
import type { View } from '../card/parts.ts';
import type { Asking, RefusalWords, Tellings } from './telling.ts';
import { decisionRefusals } from './words-decisions.ts';
import { typedRefusals } from './words-typed.ts';
import { worldRefusals } from './words-world.ts';

/** Every code has its words: the compiler sees to it. */
const tellings: Tellings<RefusalCode> = { ...typedRefusals, ...worldRefusals, ...decisionRefusals };

/**
 * The sentence for a refusal, and the commands that would help.
 * @param asking how a release was asked for; null where none was, or where there is no room for buttons
 */
export function refusalWords<C extends RefusalCode>(
  refused: RefusalOf<C>,
  view: View,
  asking: Asking | null = null,
): RefusalWords {
  return tellings[refused.code](refused, view, asking);
}
