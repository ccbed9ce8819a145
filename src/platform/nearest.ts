import { distance } from 'fastest-levenshtein';

/**
 * The known words that were probably meant, the nearest first, ties in the order of `known`.
 * @param limit how many at most
 */
export function nearest(word: string, known: readonly string[], limit = 3): string[] {
  const typed = word.toLowerCase().slice(0, 200);
  const bearable = Math.max(1, Math.floor(typed.length / 3));
  return known
    .map((candidate) => ({ candidate, far: distanceOf(typed, candidate.toLowerCase()) }))
    .filter(({ far }) => far <= bearable)
    .sort((a, b) => a.far - b.far)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** A word that was only begun (`prod` for `production`) is as near as one typing error. */
function distanceOf(typed: string, candidate: string): number {
  const far = distance(typed, candidate);
  return typed.length >= 3 && candidate.startsWith(typed) ? Math.min(far, 1) : far;
}
