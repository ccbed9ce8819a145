import semver from 'semver';

/** Tags that tools put next to images: signatures and attestations of cosign. */
const attachment = /^sha256-[0-9a-f]{64}(\.\w+)?$/;

/**
 * Versions for people, the newest first: semantic versions (with or without a leading v) by precedence, then all other
 * tags by name, the highest number first, since dates and build numbers grow.
 */
export function newestFirst(tags: readonly string[]): string[] {
  const entries = [...new Set(tags)]
    .filter((tag) => !attachment.test(tag))
    .map((tag) => ({ tag, semantic: semver.parse(tag) }));
  return entries
    .sort((a, b) => {
      if (a.semantic !== null && b.semantic !== null)
        return semver.rcompare(a.semantic, b.semantic) || byName(a.tag, b.tag);
      if (a.semantic === null && b.semantic === null) return byName(b.tag, a.tag);
      return a.semantic === null ? 1 : -1;
    })
    .map(({ tag }) => tag);
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
