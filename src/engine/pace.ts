export interface Failing {
  /** How long the step has not got on (ms). */
  forMs: number;
  /** What the server asked to wait (ms), where it did. */
  retryAfterMs: number | null;
  /** 0 to 1, for jitter: what failed together does not come back together. */
  random: number;
}

const shortestMs = 500;
/** Also of a rollback: it keeps trying, and is back within seconds of its cluster. */
const longestMs = 5000;
/** A server may ask for more than a rollback can bear. */
const longestAskedMs = 30_000;

/**
 * How long to wait before a step is tried again (ms): the longer it has failed the longer, up to 5 s; what the server
 * asks for is respected, up to 30 s. Depends on nothing that a restart would forget.
 */
export function retryPause({ forMs, retryAfterMs, random }: Failing): number {
  const grown = Math.min(longestMs, Math.max(shortestMs, forMs / 2));
  const asked = Math.min(longestAskedMs, retryAfterMs ?? 0);
  return Math.round(Math.max(grown * (0.5 + 0.5 * random), asked * (1 + 0.1 * random)));
}
