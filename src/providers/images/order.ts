import { type Listed, newerFirst } from '../../domain/order/compare-versions.ts';
import { partsOf } from '../../domain/order/version-parts.ts';

/** Tags that tools put next to images: signatures, attestations, and lists of what refers to an image. */
const attachment = /^sha256-[0-9a-f]{64}(\.\w+)?$/;

/**
 * Versions for people, the newest first, as `newerFirst` has them.
 * @param limit how many at most; of a million, no more than twice as many are ever put in order at once
 */
export function newestFirst(tags: readonly string[], limit = Number.POSITIVE_INFINITY): string[] {
  const kept: Listed[] = [];
  let oldest: Listed | undefined;
  for (const version of new Set(tags)) {
    if (attachment.test(version)) continue;
    const entry = { version, parts: partsOf(version) };
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
