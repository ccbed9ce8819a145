import { allOf } from './fallen.ts';
import type { Series } from './series.ts';
import { histogramOf } from './series-growth.ts';

/** What is known of the series that were there at the last look. */
interface Before extends Series {
  gone: readonly string[];
  doubted: Readonly<Record<string, number>>;
}

/** What appears on a page, and what is gone from it. */
interface Appeared {
  /** Series that are remembered and not on the page. */
  gone: string[];
  /** Series whose first value is more than can have been counted since the last look, with that value. */
  doubted: Record<string, number>;
  /** Series that add nothing now: what they show may have been counted before, under another name or unseen. */
  unseen: string[];
  /** What was there before, without series that were doubted at the last look and grow as fast as they appeared. */
  believed: Series;
}

/** So many requests a second may be counted by a series that was not there before, without being doubted. */
const plausiblePerSecond = 100;

/** Looks that follow each other sooner count as so far apart (ms): few requests are never doubted. */
const leastMs = 1000;

/** A doubted series is believed where it grows on by this part of what it appeared with. */
const keptUp = 0.1;

/**
 * A series appears with its first request, and then it shows what was counted since. It may also be an old one with
 * other labels: then one that counted no more than it is gone from the page in the same moment. Or it was counted
 * somewhere else before: then it shows more than all others together have counted since the process began, at a rate
 * that does not go on.
 * @param ms between the two looks
 */
export function appearedIn(now: Series, before: Before, ms: number): Appeared {
  const [shown, known, goneBefore] = [allOf(now), allOf(before), new Set(before.gone)];
  const gone = Object.keys(known).filter((id) => !(id in shown));
  const justGone = gone.filter((id) => !goneBefore.has(id));
  const fresh = Object.keys(shown).filter((id) => !(id in known));
  const kins = { requests: kinAmong(known, justGone, false), histograms: kinAmong(known, justGone, true) };
  const kinOf = (id: string) => (isHistogram(id) ? kins.histograms : kins.requests);
  const isRenamed = (id: string) => (shown[id] ?? 0) >= kinOf(id).least;
  const renamed = fresh.filter(isRenamed);
  const sudden = fresh.filter((id) => !isRenamed(id) && isSudden(shown[id] ?? 0, kinOf(id).total, ms));
  const believed = Object.keys(before.doubted).filter((id) => keepsUp(shown[id] ?? 0, before.doubted[id] ?? 0));
  return {
    gone,
    doubted: Object.fromEntries(sudden.map((id) => [id, shown[id] ?? 0])),
    unseen: [...renamed, ...sudden],
    believed: believed.length > 0 ? withoutSeries(before, new Set(believed)) : before,
  };
}

/** What was known of all series of one kind: requests or histograms. */
interface Kin {
  /** The least that one has counted which is gone now; infinite where none is. */
  least: number;
  /** What all of them have counted. */
  total: number;
}

function kinAmong(known: Readonly<Record<string, number>>, justGone: readonly string[], histograms: boolean): Kin {
  const counts = (ids: readonly string[]) =>
    ids.filter((id) => isHistogram(id) === histograms).map((id) => known[id] ?? 0);
  return {
    least: counts(justGone).reduce((min, count) => (count > 0 && count < min ? count : min), Number.POSITIVE_INFINITY),
    total: counts(Object.keys(known)).reduce((sum, count) => sum + count, 0),
  };
}

function isHistogram(id: string): boolean {
  return id.startsWith(histogramOf(''));
}

function isSudden(count: number, total: number, ms: number): boolean {
  return total > 0 && count > total && count > (plausiblePerSecond * Math.max(ms, leastMs)) / 1000;
}

function keepsUp(count: number, first: number): boolean {
  return count - first >= first * keptUp;
}

function withoutSeries(series: Series, ids: ReadonlySet<string>): Series {
  const others = <T>(all: Readonly<Record<string, T>>, name: (id: string) => string) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => !ids.has(name(id))));
  return {
    requests: others(series.requests, (id) => id),
    failures: others(series.failures, (id) => id),
    untold: series.untold,
    durations: others(series.durations, histogramOf),
  };
}
