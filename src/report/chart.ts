import type { Measured, Release } from '../domain/release.ts';
import { totals } from './figures.ts';
import { ratio } from './format.ts';

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
  unit: '%';
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

/**
 * Errors of both versions up to a decision; null where there are too few figures for a picture.
 * @param decidedAt ms since the epoch
 */
export function errorChart(release: Release, decidedAt: number): Chart | null {
  const { plan } = release;
  const measured = release.measured.filter(({ sample, at }) => sample !== null && at <= decidedAt);
  if (measured.length < 2) return null;
  const groups = grouped(measured);
  const candidate = points(groups, 'candidate');
  const stable = points(groups, 'stable');
  if (candidate.length < 2) return null;
  const last = totals(measured.slice(-SPAN), 'candidate');
  const peak = last.errorRatio === null ? '' : `, ${ratio(last.errorRatio)} at the end`;
  return {
    title: `${plan.target.service}: errors`,
    unit: '%',
    series: [
      { name: plan.to.version, track: 'candidate', points: candidate },
      ...(stable.length > 1 ? [{ name: plan.from.version, track: 'stable' as const, points: stable }] : []),
    ],
    limit: plan.target.analysis.maxErrorRatio * 100,
    marker: { at: decidedAt, label: 'rolled back' },
    alt: `Errors of ${plan.to.version} and ${plan.from.version} over time${peak}; the line marks the rollback.`,
  };
}

function grouped(measured: readonly Measured[]): Measured[][] {
  const size = Math.ceil(measured.length / MOST_POINTS);
  const groups: Measured[][] = [];
  for (let start = 0; start < measured.length; start += size) groups.push(measured.slice(start, start + size));
  return groups;
}

/** A single interval of a few requests says little: each point is the ratio over the last few of them. */
const SPAN = 5;

function points(groups: readonly Measured[][], track: 'candidate' | 'stable'): ChartPoint[] {
  return groups.flatMap((group, index) => {
    const { errorRatio } = totals(groups.slice(Math.max(0, index + 1 - SPAN), index + 1).flat(), track);
    const at = group.at(-1)?.at;
    return errorRatio === null || at === undefined ? [] : [{ at, value: errorRatio * 100 }];
  });
}
