import { isCommit } from '../../domain/order/commits.ts';
import { type Listed, newerFirst } from '../../domain/order/compare-versions.ts';
import { partsOf, type VersionParts } from '../../domain/order/version-parts.ts';

/** Tags that tools put next to images: signatures, attestations, and lists of what refers to an image. */
const attachment = /^sha256-[0-9a-f]{64}(\.\w+)?$/;

/**
 * Versions for people, the newest first, as `newerFirst` has them.
 * @param limit how many at most; of a million, no more than twice as many are ever put in order at once
 */
export function newestFirst(tags: readonly string[], limit = Number.POSITIVE_INFINITY): string[] {
  const commits = commitLengths(tags);
  const kept: Listed[] = [];
  let oldest: Listed | undefined;
  for (const version of new Set(tags)) {
    if (attachment.test(version)) continue;
    const parts = partsOf(version);
    const entry = { version, parts: parts && isCommitHere(parts, commits) ? null : parts };
    if (oldest && newerFirst(oldest, entry) < 0) continue;
    kept.push(entry);
    if (kept.length < 2 * limit) continue;
    kept.sort(newerFirst).splice(limit);
    oldest = kept.at(-1);
  }
  return kept
    .sort(newerFirst)
    .slice(0, limit)
    .map(({ version }) => version);
}

/** How long the ids of commits are that stand alone, or last, in these tags. */
function commitLengths(tags: readonly string[]): ReadonlySet<number> {
  const pieces = tags.flatMap((tag) => (/[a-f]/.test(tag) ? (/[0-9a-f]{7,64}$/.exec(tag)?.[0] ?? []) : []));
  return new Set(pieces.filter(isCommit).map(({ length }) => length));
}

/** Digits alone, as many as the ids of commits beside them have: such an id too, and no count. */
function isCommitHere({ scheme, numbers }: VersionParts, lengths: ReadonlySet<number>): boolean {
  return scheme === 'count' && lengths.has(String(numbers[0]).length);
}
