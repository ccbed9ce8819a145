import semver from 'semver';

/** Tags that tools put next to images: signatures and attestations of cosign. */
const attachment = /^sha256-[0-9a-f]{64}(\.\w+)?$/;

interface Entry {
  tag: string;
  semantic: semver.SemVer | null;
}

/**
 * Versions for people, the newest first: semantic versions (with or without a leading v) by precedence, then all other
 * tags by name, the highest number first, since dates and build numbers grow.
 * @param limit how many at most; of a million, no more than twice as many are ever put in order at once
 */
export function newestFirst(tags: readonly string[], limit = Number.POSITIVE_INFINITY): string[] {
  const kept: Entry[] = [];
  let oldest: Entry | undefined;
  for (const tag of new Set(tags)) {
    if (attachment.test(tag)) continue;
    const entry = { tag, semantic: semver.parse(tag) };
    if (oldest && byAge(oldest, entry) < 0) continue;
    kept.push(entry);
    if (kept.length < 2 * limit) continue;
    kept.sort(byAge).splice(limit);
    oldest = kept.at(-1);
  }
  return kept
    .sort(byAge)
    .slice(0, limit)
    .map(({ tag }) => tag);
}

/** The newer one first. */
function byAge(a: Entry, b: Entry): number {
  if (a.semantic !== null && b.semantic !== null)
    return semver.rcompare(a.semantic, b.semantic) || byName(a.tag, b.tag);
  if (a.semantic === null && b.semantic === null) return byName(b.tag, a.tag);
  return a.semantic === null ? 1 : -1;
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
