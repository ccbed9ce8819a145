/** What waits for a newer worker is looked at again no sooner than this (ms). */
export const soonestMs = 250;
const latestMs = 5000;

/**
 * How long (ms) to leave what only a newer worker can use: one beside this one gets it soon; alone, there is no hurry.
 * @param aloneMs for how long nobody has used it
 */
export function leftForMs(aloneMs: number): number {
  return Math.min(latestMs, Math.max(soonestMs, aloneMs));
}
