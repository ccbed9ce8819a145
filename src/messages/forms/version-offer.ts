import { roughly } from '../../words/format.ts';
import { listed } from '../../words/listed.ts';
import { limits } from '../blocks/block-limits.ts';
import { plain } from '../blocks/block-text.ts';
import { type Choices, optionList } from '../blocks/views.ts';

/** What helps to choose a version. */
export interface KnownOfVersion {
  /** Environments that run it, in promotion order. */
  runsIn: readonly string[];
  /** When it was built (ms since the epoch); null where nobody says. */
  builtAt: number | null;
}

/** @param now ms since the epoch: ages are counted from it */
export interface OfferedVersions {
  versions: readonly string[];
  /** Why there may be others, in plain text; null where these are all. */
  incomplete: string | null;
  /** Of each version what is known; a version that is not there has nothing to be said of it. */
  known: ReadonlyMap<string, KnownOfVersion>;
  now: number;
}

/** Versions to choose from. Slack shows nothing beside choices but a heading over them: that there may be others stands there. */
export function versionOffer({ versions, incomplete, known, now }: OfferedVersions): Choices {
  const options = optionList(versions).map((option) => {
    const said = describe(known.get(option.value), now);
    return said === '' ? option : { ...option, description: plain(said, limits.option) };
  });
  if (incomplete === null || options.length === 0) return { options };
  return { option_groups: [{ label: plain(`There may be more: ${incomplete}`, limits.option), options }] };
}

const dayMs = 24 * 3_600_000;

/** "in staging and production · built 2 h ago". */
function describe(known: KnownOfVersion | undefined, now: number): string {
  if (!known) return '';
  const { runsIn, builtAt } = known;
  const where = runsIn.length > 0 ? [`in ${listed(runsIn)}`] : [];
  const age = builtAt === null ? null : now - builtAt;
  // A clock that is behind, or an image that says a time to come: nobody knows how old it is.
  const built = age === null || age < 0 ? [] : [`built ${ago(age)}`];
  return [...where, ...built].join(' · ');
}

function ago(ms: number): string {
  const days = Math.floor(ms / dayMs);
  return days < 2 ? `${roughly(ms)} ago` : `${days} days ago`;
}
