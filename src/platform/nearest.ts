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

/** A word that was only begun (`prod` for `production`) is as near as one typing error, and so are two swapped letters. */
function distanceOf(typed: string, candidate: string): number {
  const far = distance(typed, candidate);
  const oneSlip = (typed.length >= 3 && candidate.startsWith(typed)) || swapped(typed, candidate);
  return oneSlip ? Math.min(far, 1) : far;
}

function swapped(typed: string, candidate: string): boolean {
  for (let at = 0; at + 1 < typed.length; at += 1) {
    const back = typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2);
    if (back === candidate) return true;
  }
  return false;
}
