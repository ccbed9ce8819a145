import { watchMs } from '../actions/facets.ts';
import { besideBefore } from '../analysis/before.ts';
import { judge, remember, steadied } from '../analysis/index.ts';
import { mergeSamples } from '../analysis/samples.ts';
import { watchedOf } from '../analysis/signals/of-target.ts';
import { comparedNow } from '../domain/flag-compared.ts';
import { withLatest } from '../domain/fold.ts';
import { type GoalCounted, mergeCounted } from '../domain/goal.ts';
import type { Measured, Release } from '../domain/release.ts';
import type { Measurement, Stretch, Verdict } from '../domain/verdict.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { LastMeasurement } from '../store/release-store.ts';
import { countGoal } from './count-goal.ts';

/** A release's whole watch becomes about this many entries of its log, however often it is looked at. */
const entriesPerWatch = 60;

export interface Taken {
  lastMeasurement: LastMeasurement;
  /** What has to be in the log now; empty where the measurement said nothing new. */
  entries: Measured[];
  /** No pod of the candidate was seen. */
  podless: boolean;
}

/**
 * One look at the metrics. Looks with the same verdict are merged into one measurement that is kept beside the log,
 * and written into it when the verdict changes or when it has grown long enough; so a log's length depends on what
 * happened, not on how often somebody looked. The newest measurements are kept apart as well, for the judge.
 * @param logged the release as its log alone says
 */
export async function takeMeasurement(
  source: MetricSource,
  logged: Release,
  before: LastMeasurement,
  now: () => number,
): Promise<Taken> {
  const { latest } = before;
  const { measurement, checkpoint } = await source.measure(logged.plan, before.checkpoint, comparedNow(logged));
  const { counted, kept } = await countGoal(source, logged, before.goal, now());
  const podless =
    measurement.kind === 'no-data' || (measurement.kind === 'sample' && measurement.sample.candidate.pods === 0);
  const recent = recentMeasurements(logged, before, measurement);
  const one = merged(latest, measurement);
  const window = one ? logged.window : withLatest(logged, latest).window;
  const seen = withLatest(logged, latest);
  const watched = watchedOf(logged.plan.target, source.answers);
  const looked = besideBefore(logged.before ?? [], { window, latest: one ?? measurement }, watched.minRequests);
  const judged = judge(watched, looked.window, looked.latest, recent);
  const verdict = steadied(judged, isFirst(logged, before) ? null : seen.verdict);
  const at = now();
  const since = logged.measured.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const quiet = seen.verdict !== null && sameFace(seen.verdict, verdict) && !(isVoid(measurement) && hasFigures(seen));
  if (one && quiet) {
    const event = measuredAt(at, one, verdict, mergeCounted(latest?.goal, counted));
    const soon = at - since < resolutionMs(logged);
    const lastMeasurement = { ...before, ...kept, checkpoint, latest: soon ? event : null, recent };
    return { lastMeasurement, entries: soon ? [] : [event], podless };
  }
  // What changed the verdict stays an entry of its own, so that charts show it as it was.
  const event = measuredAt(at, measurement, verdict, counted);
  const lastMeasurement = { ...before, ...kept, checkpoint, latest: null, recent };
  return { lastMeasurement, entries: [...(latest ? [latest] : []), event], podless };
}

/** The same source, when what it would say cannot be relied on. @param detail why not */
export function outOfSight(source: MetricSource, detail: string): MetricSource {
  const measurement: Measurement = { kind: 'failed', detail };
  return { ...source, measure: async (_plan, checkpoint) => ({ measurement, checkpoint }) };
}

/** What was counted before is none of the judge's, and that must be in the log. */
function isVoid(measurement: Measurement): boolean {
  return measurement.kind === 'no-data' && measurement.voids === true;
}

function hasFigures({ measured }: Release): boolean {
  return measured.some(({ sample }) => sample !== null);
}

/** A window that begins anew, since the traffic has changed, has nothing to do with looks before. */
function isFirst({ window }: Release, { latest }: LastMeasurement): boolean {
  return window.length === 0 && latest === null;
}

function recentMeasurements(logged: Release, before: LastMeasurement, measurement: Measurement): readonly Stretch[] {
  const known = isFirst(logged, before) ? [] : (before.recent ?? []);
  if (isVoid(measurement)) return [];
  return measurement.kind === 'sample' ? remember(known, measurement.sample) : known;
}

function measuredAt(at: number, measurement: Measurement, verdict: Verdict, goal?: GoalCounted): Measured {
  const event: Measured = {
    type: 'measured',
    at,
    sample: measurement.kind === 'sample' ? measurement.sample : null,
    verdict,
    ...(goal && { goal }),
  };
  return isVoid(measurement) ? { ...event, voids: true } : event;
}

/** How long measurements may be merged before one is written: watched time divided by `entriesPerWatch`, in ms. */
function resolutionMs({ plan }: Release): number {
  const { intervalMs } = plan.target.analysis;
  const watchedMs = plan.steps.reduce((sum, { action }) => sum + (watchMs(action) ?? 0), 0);
  return Math.max(intervalMs, watchedMs / entriesPerWatch);
}

/** With what is kept beside the log, where the two can be one; null where they cannot. */
function merged(latest: Measured | null, measurement: Measurement): Measurement | null {
  if (!latest) return measurement;
  if (measurement.kind !== 'sample') return latest.sample === null ? measurement : null;
  if (latest.sample === null) return null;
  const sample = mergeSamples(latest.sample, measurement.sample);
  return sample && { kind: 'sample', sample };
}

/** The same as far as anybody acts on it. What is unhealthy is never merged away. */
function sameFace(a: Verdict, b: Verdict): boolean {
  if (a.kind === 'inconclusive' && b.kind === 'inconclusive') return a.why === b.why;
  return a.kind === b.kind && a.kind !== 'unhealthy';
}
