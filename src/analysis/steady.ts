import type { Verdict } from '../domain/verdict.ts';

type Reckoned = Extract<Verdict, { kind: 'inconclusive' }>;

/**
 * The verdict, with no more left to wait for than was reckoned before. What it takes is reckoned from the ratio seen so far:
 * that falls from one failure to the next and leaps up at each, so by itself the estimate goes up and down like a saw, by
 * hundreds of requests for one that came. What is said is the least that
 * was left: a ratio that was lucky once makes it too low, so it is told as the least.
 * @param before of the same traffic; null where it has changed since
 */
export function steadied(verdict: Verdict, before: Verdict | null): Verdict {
  const now = reckoned(verdict);
  const last = reckoned(before);
  if (!now || !last || now.close?.metric !== last.close?.metric) return verdict;
  return { ...now, wanted: Math.min(now.wanted, Math.ceil(now.seen + last.wanted - last.seen)) };
}

/** One that says how many requests would do; null for all others. */
function reckoned(verdict: Verdict | null): Reckoned | null {
  return verdict?.kind === 'inconclusive' && verdict.close && verdict.attainable === true ? verdict : null;
}
