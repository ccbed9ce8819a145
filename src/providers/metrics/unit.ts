import { type Counters, fromZero, type Known, knownOf, type Step, step } from './growth.ts';
import { without } from './lost-series.ts';
import type { Series } from './series.ts';
import type { Kept, LastLook } from './stored-counters.ts';
import { countsOf, quantilesSince, type Ready, type Summary } from './summaries.ts';

/** One page of a pod (or one series' instance) at one look. */
export interface Unit {
  /** Stable between looks and unique. */
  key: string;
  /** The pod's name, for what is said of it. */
  pod: string;
  /** Units with the same page show the same counters, e.g. as two jobs have scraped it: it counts once. */
  page: string;
  track: 'candidate' | 'stable';
  /** Null where it could not be read. */
  counters: Counters | 'not-started' | null;
  /** When it was created, in ms since epoch; null where that is not known. */
  createdAt: number | null;
  /** What it has ready of its durations; absent where it counts them, or has none. */
  quantiles?: readonly Ready[];
  /** Series of which the same follows, with what was kept of the last look; absent where they are not known one by one. */
  summaries?: readonly Summary[];
  /** When the counters were shown (ms since the epoch); absent where that is now. */
  asOf?: number;
  /** Where the counters are sums: what series that are part of them no more had counted at the last look. */
  lost?: Series;
  /** Some of its series went back, though the sums may not show it. */
  wentBack?: boolean;
  /** When the process began that was seen at the last look, in seconds, where that is asked only now. */
  startedBefore?: number | null;
  /** Its key before its page was known. */
  formerKey?: string;
}

/** Clocks of the cluster and of this process may differ by this much. */
const skewMs = 60_000;

/** A unit, what the last look adds to it, and what is kept of it. */
export interface Seen {
  unit: Unit;
  step: Step | null;
  kept: Kept;
}

/**
 * What cannot be read now but could be before, or is too new to have counted, is still counted when it answers.
 * @param at now (ms since the epoch)
 */
export function seenSince(unit: Unit, last: LastLook | null, at: number): Seen {
  const seen = steppedSince(unit, last, at);
  const { summaries } = unit;
  if (!summaries || summaries.length === 0) return seen;
  const before = last?.units.get(unit.key);
  const quantiles = quantilesSince(summaries, isKnown(before) ? before.observed : {});
  const { kept } = seen;
  return {
    ...seen,
    unit: { ...unit, quantiles },
    kept: isKnown(kept) ? { ...kept, observed: countsOf(summaries) } : kept,
  };
}

function isKnown(kept: Kept | undefined): kept is Exclude<Kept, string | null> {
  return typeof kept === 'object' && kept !== null;
}

function steppedSince(unit: Unit, last: LastLook | null, at: number): Seen {
  const before = last?.units.get(unit.key) ?? formerly(unit, last);
  const { counters } = unit;
  const isFirst = before === undefined && last !== null && isNew(unit, last);
  if (counters === null) return { unit, step: null, kept: unread(before, isFirst, last) };
  if (counters === 'not-started') return { unit, step: null, kept: counters };
  const asOf = unit.asOf ?? null;
  const noted = { known: unit.lost ? withoutStart(knownOf(counters)) : knownOf(counters), asOf, observed: {} };
  if (!last || before === null) return { unit, step: null, kept: noted };
  if (before === 'not-started' || isFirst) {
    return { unit, step: { kind: 'grown', grown: fromZero(counters) }, kept: noted };
  }
  if (before === undefined) return { unit, step: null, kept: noted };
  const comparable = unit.lost ? withoutLost(before.known, unit.lost, unit.startedBefore ?? null) : before.known;
  const { step: added, known } = step(counters, comparable, before.asOf ?? last.at, {
    at: unit.asOf ?? at,
    wentBack: unit.wentBack,
  });
  return { unit, step: added, kept: { known: unit.lost ? withoutStart(known) : known, asOf, observed: {} } };
}

function withoutLost(before: Known, lost: Series, startedAt: number | null): Known {
  return { ...without(before, lost), process: { ...before.process, startedAt } };
}

/** When it began is asked again where it matters. */
function withoutStart(known: Known): Known {
  return { ...known, process: { ...known.process, startedAt: null } };
}

function formerly({ formerKey }: Unit, last: LastLook | null): 'not-started' | undefined {
  const kept = formerKey === undefined ? undefined : last?.units.get(formerKey);
  return kept === 'not-started' ? kept : undefined;
}

/** What is known of pods of which nothing can be read now, by other keys: of each of their pages. */
export function carried(units: readonly Unit[], last: LastLook | null): [string, Kept][] {
  const silent = new Set(units.flatMap(({ counters, pod }) => (counters === null ? [pod] : [])));
  if (silent.size === 0 || !last) return [];
  const keys = new Set(units.map(({ key }) => key));
  return [...last.units].flatMap(([key, kept]): [string, Kept][] => {
    const [pod = ''] = key.split(/[ /]/, 1);
    return keys.has(key) || !silent.has(pod) ? [] : [[key, unread(kept, false, last)]];
  });
}

function unread(before: Kept | undefined, isFirst: boolean, last: LastLook | null): Kept {
  if (before === undefined) return isFirst ? 'not-started' : null;
  if (before === null || before === 'not-started') return before;
  return { ...before, asOf: before.asOf ?? last?.at ?? null };
}

/** Its pod is new, and no other unit has shown its page. */
function isNew({ createdAt, page }: Unit, last: LastLook): boolean {
  if (createdAt === null || createdAt < last.at - skewMs) return false;
  return ![...last.units.keys()].some((key) => key.startsWith(`${page} `));
}
