import type { Refusal } from '../../domain/reasons.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { actions, type Button, button, type Message, message, section } from '../blocks/blocks.ts';
import type { View } from '../card/parts.ts';
import type { Asking, Offer } from './telling.ts';
import { refusalWords } from './words.ts';

/**
 * Why not, and what can be done about it; only for the eyes of the person who asked. A button's value is what stands
 * after `/deploy` in the command that would help.
 * @param asking how a release was asked for, where one was
 */
export function refusal(refused: Refusal, view: View, asking: Asking | null = null): Message {
  const { words, offers } = refusalWords(refused, view, asking);
  return message(words, [section(words), ...actions(offerButtons(offers))]);
}

/** As many as one row has ids for; what does not fit a button is left out. */
export function offerButtons(offers: readonly Offer[]): Button[] {
  return runCommandIds.flatMap((id, index) => {
    const offer = offers[index];
    return offer && offer.command.length <= limits.value ? [button(id, offer.label, { value: offer.command })] : [];
  });
}
