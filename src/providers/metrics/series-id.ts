/**
 * A short name for a series: the same for the same labels in any order. 64 bits of two sums of hashes, so that of
 * 20,000 series two are taken for one in one of 10¹¹ pages.
 * @param without a label that is left out, e.g. a bucket's bound
 */
export function seriesId(labels: Readonly<Record<string, string>>, without?: string): string {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (const label in labels) {
    const value = labels[label];
    if (label === without || value === undefined || value === '') continue;
    const name = hashed(label, 0x811c9dc5);
    const pair = hashed(value, name ^ 0x5bd1e995);
    // Sums of the pairs' hashes do not depend on their order.
    high = (high + mixed(pair)) | 0;
    low = (low + mixed(pair ^ Math.imul(hashed(value, Math.imul(name, 0x27d4eb2f)), 0x165667b1))) | 0;
  }
  return `${(high >>> 0).toString(36)}.${(low >>> 0).toString(36)}`;
}

/** FNV-1a, from a seed. */
function hashed(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Spreads what differs in a few bits over all of them: the last step of MurmurHash3. */
function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
