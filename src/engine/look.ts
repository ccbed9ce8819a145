import { judge } from '../analysis/index.ts';
import { mergeSamples } from '../analysis/samples.ts';
import { withLatest } from '../domain/fold.ts';
import type { Measured, Release } from '../domain/release.ts';
import type { Measurement, Verdict } from '../domain/verdict.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { Look } from '../store/release-store.ts';

/** A release's whole watch becomes about this many entries of its log, however often it is looked at. */
const entriesPerWatch = 60;

export interface Looked {
  look: Look;
  /** What has to be in the log now; empty where the look said nothing new. */
  entries: Measured[];
}

/**
 * One look at the metrics. Looks with the same verdict are merged into one measurement that is kept beside the log,
 * and written into it when the verdict changes or when it has grown long enough; so a log's length depends on what
 * happened, not on how often somebody looked.
 * @param logged the release as its log alone says
 */
export async function lookAt(
  source: MetricSource,
  logged: Release,
  { memo: before, latest }: Look,
  now: () => number,
): Promise<Looked> {
  const { measurement, memo } = await source.measure(logged.plan, before);
  const next = judged(source, logged, latest, measurement, now());
  if (!next.merged) return { look: { memo, latest: null }, entries: [...(latest ? [latest] : []), next.event] };
  const seen = withLatest(logged, latest);
  const since = logged.measured.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const quiet = seen.verdict !== null && sameFace(seen.verdict, next.event.verdict);
  if (quiet && next.event.at - since < resolutionMs(logged)) return { look: { memo, latest: next.event }, entries: [] };
  return { look: { memo, latest: null }, entries: [next.event] };
}

/** How long measurements may be merged before one is written: watched time divided by `entriesPerWatch`, in ms. */
function resolutionMs({ plan }: Release): number {
  const { intervalMs } = plan.target.analysis;
  const watchedMs = plan.steps.reduce((sum, { action }) => sum + (action.kind === 'bake' ? action.forMs : 0), 0);
  return Math.max(intervalMs, watchedMs / entriesPerWatch);
}

/** Judged together with what is kept beside the log where the two can be one; after it otherwise. */
function judged(
  source: MetricSource,
  logged: Release,
  latest: Measured | null,
  measurement: Measurement,
  at: number,
): { event: Measured; merged: boolean } {
  const { analysis } = logged.plan.target;
  const one = merged(latest, measurement);
  const window = one ? logged.window : withLatest(logged, latest).window;
  const seen = one ?? measurement;
  const verdict = judge(analysis, window, seen, source.measures);
  const sample = seen.kind === 'sample' ? seen.sample : null;
  return { event: { type: 'measured', at, sample, verdict }, merged: one !== null };
}

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
