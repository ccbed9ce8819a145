import { appearedIn } from './appeared.ts';
import { allOf, fallenIn, totalOf } from './fallen.ts';
import { withGone } from './lost-series.ts';
import { kinship, type Process } from './process.ts';
import { noSeries, type Series } from './series.ts';
import { type Grown, grownBetween, isRenamed } from './series-growth.ts';

/** The counters of one process at one instant. */
export interface Counters extends Series {
  process: Process;
}

/** What is kept of a page from look to look. */
export interface Known extends Counters {
  /** Series that went back, with what they had counted before, until they are there again. */
  fallen: Record<string, number>;
  /** Looks until these count again. */
  waits: number;
  /** One of them was there again. */
  regained: boolean;
  /** Series that are remembered though the page has not shown them at the last look. */
  gone: string[];
  /** Series that appeared with more than can have been counted since the look before, with what they showed. */
  doubted: Record<string, number>;
  /** The page has said another start before, too near to that of `process` to tell two processes by. */
  moved: boolean;
  /** Several processes were seen behind the page: nothing that it shows is counted until its container restarts. */
  several: boolean;
}

/** What one look adds: growth, nothing that can be told, or the knowledge, or the suspicion, that no look will tell. */
export type Step =
  | { kind: 'grown'; grown: Grown }
  | { kind: 'nothing'; why: 'unknown' | 'went-back' }
  | { kind: 'several'; sure: boolean };

/** What a look adds, and what is to be kept of the page. */
export interface Stepped {
  step: Step;
  known: Known;
}

const several = { kind: 'several', sure: true } as const;

/** As long as a series that went back is not counted. */
const waitedLooks = 5;

const unremarkable = { fallen: {}, waits: 0, regained: false, gone: [], doubted: {}, moved: false, several: false };
const zero: Known = { ...noSeries, process: { restarts: 0, startedAt: null }, ...unremarkable };

/** All that counters of a process have counted since it began. */
export function fromZero(now: Counters): Grown {
  return grownBetween(now, zero, new Set());
}

export function knownOf(now: Counters): Known {
  return { ...now, ...unremarkable };
}

/**
 * What a page adds since the last look, series by series, and what is to be kept of it.
 * @param lastAt when `before` was shown (ms since the epoch)
 * @param at when `now` was shown (ms since the epoch)
 * @param wentBack its series went back, though the sums that are known may not show it
 */
export function step(
  now: Counters,
  before: Known,
  lastAt: number,
  { at, wentBack = false }: { at: number; wentBack?: boolean | undefined },
): Stepped {
  switch (kinship(now.process, before.process, lastAt)) {
    case 'new':
      return { step: { kind: 'grown', grown: fromZero(now) }, known: knownOf(now) };
    case 'unknown':
      return { step: { kind: 'nothing', why: 'unknown' }, known: knownOf(now) };
    case 'another': {
      // A start before that of the last look is no restart whatever the clocks say.
      const isOlder = (now.process.startedAt ?? 0) < (before.process.startedAt ?? 0);
      return { step: several, known: { ...knownOf(now), several: before.several || isOlder } };
    }
    case 'same':
      return before.several
        ? { step: several, known: { ...knownOf(now), several: true } }
        : sameStart(now, before, sameProcess(now, before, at - lastAt, wentBack));
  }
}

/**
 * Clients that reckon their start, and processes that one parent has begun together, show starts that differ by less than
 * two seconds. Which of the two it is, the counters tell from the next look on; the first start is kept, so that no row
 * of small steps leads to another process.
 */
function sameStart(now: Counters, before: Known, { step, known }: Stepped): Stepped {
  const { startedAt } = before.process;
  const kept = { ...known, process: { ...known.process, startedAt } };
  if (now.process.startedAt === startedAt) return { step, known: kept };
  const isFirst = !before.moved && step.kind !== 'several';
  return { step: isFirst ? { kind: 'several', sure: false } : step, known: { ...kept, moved: true } };
}

/**
 * A series that is gone adds nothing, and is remembered for when it comes back. One that went back was rotated, or the
 * page is another's: it adds nothing for some looks, nor when it is where it was. Where a series then goes back again,
 * several processes answer, even if they began in the same second; where the page does not say when, or not always the
 * same, so they do if it soon returns to where it was.
 * @param ms between the two looks
 */
function sameProcess(now: Counters, before: Known, ms: number, wentBack: boolean): Stepped {
  if (isRenamed(now.requests, before.requests) || isRenamed(now.durations, before.durations)) {
    return { step: { kind: 'nothing', why: 'unknown' }, known: knownOf(now) };
  }
  const fell = wentBack ? allOf(before) : fallenIn(now, before);
  const hasFallen = Object.keys(fell).length > 0;
  const returned = Object.keys(before.fallen).filter((id) => (totalOf(now, id) ?? 0) >= (before.fallen[id] ?? 0));
  const isBackAgain = hasFallen && (before.regained || Object.keys(fell).some((id) => id in before.fallen));
  const isSteady = now.process.startedAt !== null && now.process.startedAt === before.process.startedAt;
  if (isBackAgain || (!isSteady && before.waits > 0 && returned.length > 0)) {
    return { step: several, known: { ...knownOf(now), several: true } };
  }
  const { gone, doubted, unseen, believed } = appearedIn(now, before, ms);
  const still = Object.entries(before.fallen).filter(([id]) => !returned.includes(id));
  const waits = hasFallen ? waitedLooks : Math.max(0, before.waits - 1);
  const known: Known = {
    ...withGone(now, before),
    fallen: { ...Object.fromEntries(still), ...fell },
    waits,
    regained: before.regained || returned.length > 0,
    gone,
    doubted,
    moved: before.moved,
    several: false,
  };
  const waiting = before.waits > 0 ? Object.keys(before.fallen) : returned;
  const silent = new Set([...waiting, ...Object.keys(fell), ...unseen]);
  const ids = Object.keys(now.requests);
  if (ids.length > 0 && ids.every((id) => silent.has(id))) {
    return { step: { kind: 'nothing', why: unseen.length > 0 ? 'unknown' : 'went-back' }, known };
  }
  return { step: { kind: 'grown', grown: grownBetween(now, believed, silent) }, known };
}
