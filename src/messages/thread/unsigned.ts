import { bold, code, join, lines, nothing, say } from '../../words/words.ts';
import { colors, type Message, message, section } from '../blocks/blocks.ts';

/** What somebody does who puts a release back without Sluice; follows "by hand". */
export const byHand = say`if traffic is split, give it all to the old version first; then give the workload its old image back, then remove the candidate and all ${code('sluice.dev/…')} labels and annotations`;

/** An object with a mark that Sluice has not made there. */
export interface Stranger {
  /** `Service checkout-candidate`. */
  name: string;
  /** What the mark says it is of; anybody may have written it. */
  release: string;
}

/**
 * Marks that nobody can trust: Sluice does nothing because of them, and says so.
 * @param lasting whether the key is one that outlives Redis
 */
export function unsignedMessage(namespace: string, strangers: readonly Stranger[], lasting: boolean): Message {
  const named = strangers.slice(0, 10).map(({ name, release }) => say`${name} (${code(release)})`);
  const more = strangers.length > named.length ? say` and ${strangers.length - named.length} more` : nothing;
  const words = lines(
    say`🟠 ${bold(namespace)}: marks that this Sluice didn't make: ${join(named, ', ')}${more}`,
    say`An older version of Sluice left them, or one with another key, or someone forged them. Sluice ignores them and changes nothing because of them.`,
    lasting
      ? null
      : say`Its own key is kept in Redis and is lost with it: set ${code('SLUICE_UNDO_KEY')}, so that what a release leaves behind can be put back with the button even then.`,
    say`If a release left them, put it back by hand: ${byHand}. If not, ask whoever can write to the namespace.`,
  );
  return message(words, [section(words)], colors.wait);
}
