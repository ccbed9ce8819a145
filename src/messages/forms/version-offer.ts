import { limits } from '../blocks/block-limits.ts';
import { plain } from '../blocks/block-text.ts';
import { type Choices, optionList } from '../blocks/views.ts';

/**
 * Versions to choose from. Slack shows nothing beside choices but a heading over them: that there may be others stands there.
 * @param incomplete why there may be others, in plain text; null where these are all
 */
export function versionOffer(versions: readonly string[], incomplete: string | null): Choices {
  const options = optionList(versions);
  if (incomplete === null || options.length === 0) return { options };
  return { option_groups: [{ label: plain(`There may be more: ${incomplete}`, limits.option), options }] };
}
