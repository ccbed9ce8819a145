import { limits } from '../blocks/block-limits.ts';
import { type PlainText, plain } from '../blocks/block-text.ts';
import type { Option } from '../blocks/blocks.ts';
import { optionList } from '../blocks/views.ts';

/** What a list of choices shows while a person types: the choices alone, or under a heading. */
export type Offer = { options: Option[] } | { option_groups: { label: PlainText; options: Option[] }[] };

/**
 * Versions to choose from. Slack shows nothing beside choices but a heading over them: that there may be others stands there.
 * @param incomplete why there may be others, in plain text; null where these are all
 */
export function versionOffer(versions: readonly string[], incomplete: string | null): Offer {
  const options = optionList(versions);
  if (incomplete === null || options.length === 0) return { options };
  return { option_groups: [{ label: plain(`There may be more: ${incomplete}`, limits.option), options }] };
}
