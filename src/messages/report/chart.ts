import { type SignalName, signalKinds } from '../../analysis/signals/index.ts';
import { limitIn, signalsOf } from '../../analysis/signals/of-target.ts';
import { units } from '../../analysis/signals/units.ts';
import type { EventOf } from '../../domain/events.ts';
import type { Measured, Release } from '../../domain/release.ts';
import type { Finding, Verdict } from '../../domain/verdict.ts';
import { ofService, totals } from '../../words/figures.ts';
import { measuredName } from '../../words/subject.ts';

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
  /** What is drawn, in words. */
  subtitle: string;
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

/**
 * The signal that decided, up to a rollback; else the first that is watched. Null where there are too few figures for a
 * picture, and where something else decided and that first signal is 0: it would only mislead.
 */
export function decisionChart(release: Release, { at, cause }: EventOf<'rollback.started'>): Chart | null {
  const decided = decidedBy(cause.verdict);
  if (decided) return signalChart(release, at, decided.metric, decided);
  const [first = null] = signalsOf(release.plan.target);
  if (!first || !signalKinds[first.name].figureOf(totals(release.measured, 'candidate'))) return null;
  return signalChart(release, at, first.name, null);
}

/** The first signal that is watched, over a release that went through; null where there are too few figures for a picture. */
export function successChart(release: Release): Chart | null {
  const { phase, plan } = release;
  const [first = null] = signalsOf(plan.target);
  if (phase.kind !== 'ended' || phase.outcome !== 'succeeded' || plan.train || !first) return null;
  return signalChart(release, phase.at, first.name, null, 'finished');
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

/**
 * A signal of both versions up to a decision; null where there are too few figures for a picture.
 * @param decidedAt ms since the epoch
 * @param decided what the decision went by, which a point over several intervals would hide; null where it went by
 * something else
 */
function signalChart(
  release: Release,
  decidedAt: number,
  name: SignalName,
  decided: Finding | null,
  end: 'rolled back' | 'finished' = 'rolled back',
): Chart | null {
  const { plan } = release;
  const { unit, words, judging } = signalKinds[name];
  const { show, chart } = units[unit];
  const flag = decided?.flag;
  const measured = drawable(release, decidedAt, flag);
  if (measured.length < 2) return null;
  const groups = grouped(measured);
  const candidate = points(groups, 'candidate', name, decided);
  const stable = points(groups, 'stable', name, decided);
  const last = candidate.at(-1);
  if (!last || candidate.length < 2) return null;
  const most = limitIn(plan.target, name);
  const limit = decided?.limit ?? (most === null ? null : judging.fixedLimit(most));
  const drawn = (all: ChartPoint[]) => all.map(({ at, value }) => ({ at, value: value * chart.perOne }));
  return {
    title: `${words.heading} · ${plan.target.service}`,
    subtitle: words.subtitle,
    unit: chart.unit,
    series: [
      { name: flag === undefined ? measuredName(plan) : `${flag} on`, track: 'candidate', points: drawn(candidate) },
      ...(stable.length > 1
        ? [{ name: flag === undefined ? plan.from.version : 'off', track: 'stable' as const, points: drawn(stable) }]
        : []),
    ],
    limit: limit === null ? null : limit * chart.perOne,
    marker: { at: decidedAt, label: end },
    alt: `${words.heading} of ${whose(plan, flag)} over time, ${show(last.value)} at the end; the line marks where it was ${end}.`,
  };
}

/** Up to the decision; where that was on one flag's requests, those that were told apart by it, and else all together. */
function drawable({ measured }: Release, decidedAt: number, flag: string | undefined): Measured[] {
  const until = measured.filter(({ sample, at }) => sample !== null && at <= decidedAt);
  return flag === undefined ? ofService(until) : until.filter(({ sample }) => sample?.flag === flag);
}

function whose({ flag, target, from, to }: Release['plan'], compared: string | undefined): string {
  if (compared !== undefined) return `${target.service} with ${compared} on and off`;
  return flag ? target.service : `${to.version} and ${from.version}`;
}

function grouped(measured: readonly Measured[]): Measured[][] {
  const size = Math.ceil(measured.length / MOST_POINTS);
  const groups: Measured[][] = [];
  for (let start = 0; start < measured.length; start += size) groups.push(measured.slice(start, start + size));
  return groups;
}

/** A single interval of a few requests says little: each point is the value over the last few of them. */
const SPAN = 5;

/** In the signal's unit. */
function points(
  groups: readonly Measured[][],
  track: 'candidate' | 'stable',
  name: SignalName,
  decided: Finding | null,
): ChartPoint[] {
  const seen = groups.flatMap((group, index) => {
    const value = signalKinds[name].figureOf(
      totals(groups.slice(Math.max(0, index + 1 - SPAN), index + 1).flat(), track),
    );
    const at = group.at(-1)?.at;
    return value === null || at === undefined ? [] : [{ at, value }];
  });
  const last = seen.at(-1);
  const value = decided?.[track] ?? null;
  return last && value !== null ? [...seen.slice(0, -1), { at: last.at, value }] : seen;
}
