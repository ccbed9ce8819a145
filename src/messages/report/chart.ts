import type { EventOf } from '../../domain/events.ts';
import type { Measured, Release } from '../../domain/release.ts';
import type { Finding, Verdict } from '../../domain/verdict.ts';
import { type Totals, totals } from '../../words/figures.ts';
import { latency, ratio } from '../../words/format.ts';

/** One measured point: a moment (ms since the epoch) and a value in the chart's unit. */
export interface ChartPoint {
  at: number;
  value: number;
}

export interface ChartSeries {
  name: string;
  /** Which of the two colours. */
  track: 'candidate' | 'stable';
  points: ChartPoint[];
}

/** What a picture shows; drawing it is `src/platform/chart.ts`. */
export interface Chart {
  title: string;
  unit: '%' | 'ms';
  series: ChartSeries[];
  /** The limit that was applied, in the unit. */
  limit: number | null;
  /** The moment of decision. */
  marker: { at: number; label: string };
  /** The same in words, for those who cannot see it. */
  alt: string;
}

/** More points than this cannot be told apart on a phone. */
const MOST_POINTS = 60;

interface Signal {
  unit: Chart['unit'];
  /** What stands over the chart, and in its words. */
  name: string;
  limit: number | null;
  /** In the unit; null where there is nothing to say it of. */
  valueIn: (figures: Totals) => number | null;
  /** What the decision went by, which a point over several intervals would hide; null where it went by something else. */
  decided: Finding | null;
}

/**
 * The signal that decided, up to a rollback: p99 where that did, else errors. Null where there are too few figures for a
 * picture, and where something else decided and nothing failed: errors at 0 % would only mislead.
 */
export function decisionChart(release: Release, { at, cause }: EventOf<'rollback.started'>): Chart | null {
  const finding = decidedBy(cause.verdict);
  if (finding?.metric === 'p99') return signalChart(release, at, latencySignal(finding));
  if (finding === null && totals(release.measured, 'candidate').errors === 0) return null;
  return signalChart(release, at, errorSignal(release, finding));
}

/** What was over its limit, or too close to it. */
function decidedBy(verdict: Verdict | null): Finding | null {
  switch (verdict?.kind) {
    case 'unhealthy':
      return verdict.culprit;
    case 'inconclusive':
      return verdict.close ?? verdict.findings.find(({ state }) => state === 'shared') ?? null;
    case 'healthy':
    case undefined:
      return null;
  }
}

function errorSignal({ plan }: Release, decided: Finding | null): Signal {
  return {
    unit: '%',
    name: 'errors',
    limit: plan.target.analysis.maxErrorRatio * 100,
    valueIn: ({ errorRatio }) => (errorRatio === null ? null : errorRatio * 100),
    decided,
  };
}

function latencySignal(decided: Finding): Signal {
  return {
    unit: 'ms',
    name: 'p99',
    limit: decided.limit === null ? null : decided.limit * 1000,
    valueIn: ({ p99 }) => (p99 === null ? null : p99 * 1000),
    decided,
  };
}

function signalChart(release: Release, decidedAt: number, signal: Signal): Chart | null {
  const { plan } = release;
  const { unit, name, limit } = signal;
  const measured = release.measured.filter(({ sample, at }) => sample !== null && at <= decidedAt);
  if (measured.length < 2) return null;
  const groups = grouped(measured);
  const candidate = points(groups, 'candidate', signal);
  const stable = points(groups, 'stable', signal);
  if (candidate.length < 2) return null;
  const last = candidate.at(-1);
  const peak = last ? `, ${shownValue(last.value, unit)} at the end` : '';
  return {
    title: `${plan.target.service}: ${name}`,
    unit,
    series: [
      { name: plan.to.version, track: 'candidate', points: candidate },
      ...(stable.length > 1 ? [{ name: plan.from.version, track: 'stable' as const, points: stable }] : []),
    ],
    limit,
    marker: { at: decidedAt, label: 'rolled back' },
    alt: `${unit === '%' ? 'Errors' : 'p99'} of ${plan.to.version} and ${plan.from.version} over time${peak}; the line marks the rollback.`,
  };
}

function shownValue(value: number, unit: Chart['unit']): string {
  return unit === '%' ? ratio(value / 100) : latency(value / 1000);
}

function grouped(measured: readonly Measured[]): Measured[][] {
  const size = Math.ceil(measured.length / MOST_POINTS);
  const groups: Measured[][] = [];
  for (let start = 0; start < measured.length; start += size) groups.push(measured.slice(start, start + size));
  return groups;
}

/** A single interval of a few requests says little: each point is the value over the last few of them. */
const SPAN = 5;

function points(groups: readonly Measured[][], track: 'candidate' | 'stable', signal: Signal): ChartPoint[] {
  const { valueIn, decided, unit } = signal;
  const seen = groups.flatMap((group, index) => {
    const value = valueIn(totals(groups.slice(Math.max(0, index + 1 - SPAN), index + 1).flat(), track));
    const at = group.at(-1)?.at;
    return value === null || at === undefined ? [] : [{ at, value }];
  });
  const last = seen.at(-1);
  const value = decided?.[track] ?? null;
  if (!last || value === null) return seen;
  return [...seen.slice(0, -1), { at: last.at, value: value * (unit === '%' ? 100 : 1000) }];
}
