import type { Evidence, ReleaseLog, Sight } from './evidence.ts';
import { placeIn } from './read-log.ts';

/** A write of a worker that is no more may still be on its way: the slowest request that faults make, and some (ms). */
export const inFlightMs = 1_500;

/**
 * Once a verdict has sent the release back, nothing may give the candidate more (of any kind of request, or pods) than it had: but for
 * what was on its way then, and even that not once it was taken away.
 */
export function rises(log: ReleaseLog, { sights }: Evidence): string[] {
  const first = log.events.findIndex(
    (event) => event.type === 'rollback.started' || (event.type === 'measured' && event.verdict.kind === 'unhealthy'),
  );
  const from = log.seen[first];
  if (from === undefined) return [];
  const end = log.events.findIndex(({ type }) => type === 'finished');
  const to = log.events[end]?.at ?? Number.POSITIVE_INFINITY;
  const own = sights.filter(({ place, at }) => place === placeIn(log) && at <= to);
  return Object.entries(levels).flatMap(([what, level]) => risesOf(own, from, what, level));
}

const levels: Readonly<Record<string, (sight: Sight) => number>> = {
  weight: ({ percent }) => percent,
  copies: ({ copies }) => copies,
  marked: ({ marked }) => Number(marked),
  pods: ({ candidate }) => candidate.wanted,
};

function risesOf(own: readonly Sight[], from: number, what: string, level: (sight: Sight) => number): string[] {
  let fell = false;
  return own.flatMap((sight, index) => {
    const before = own[index - 1];
    if (!before || sight.at <= from) return [];
    fell ||= level(sight) < level(before);
    const late = fell || sight.at > from + inFlightMs;
    if (level(sight) <= level(before) || !late) return [];
    return [`${what} ${level(sight)} after ${level(before)}, ${sight.at - from} ms after it was sent back`];
  });
}
