import type { Release } from '../../domain/release.ts';
import { changesLines, hasMore } from '../../words/changes.ts';
import { lines, say, type Words } from '../../words/words.ts';

/** What is in the version, in three lines, and where the rest is told; null where nothing is to be told. */
export function changesOn({ changes }: Pick<Release, 'changes'>): Words | null {
  if (!changes) return null;
  const [first, ...more] = changesLines(changes);
  if (!first) return null;
  return lines(hasMore(changes) ? say`${first} (more in the thread)` : first, ...more);
}
