import { signalKinds } from '../../analysis/signals/index.ts';
import type { SignalKind } from '../../analysis/signals/signal.ts';
import { units } from '../../analysis/signals/units.ts';
import type { Measured, Release } from '../../domain/release.ts';
import { ofService, totals } from '../../words/figures.ts';
import { count, duration, share } from '../../words/format.ts';
import { say, type Words } from '../../words/words.ts';
import { columns } from '../card/parts.ts';
import type { Transition } from '../thread/transitions.ts';
import type { Report } from './schema.ts';
import { reportedOf } from './signals.ts';

type Shares = NonNullable<Report['shares']>;

const kinds: readonly [string, SignalKind][] = Object.entries(signalKinds);

/**
 * What both versions did while the new one had each share of the traffic: the very windows that verdicts were about. Absent where
 * a release is not about a version, where the requests with a flag on were compared with the others, and where nothing was measured.
 */
export function sharesIn(transitions: readonly Transition[], release: Release): Pick<Report, 'shares' | 'decidedOnMs'> {
  if (release.plan.flag || release.plan.train || isByFlag(release)) return {};
  const ends = transitions.map(({ before, after }) => ({ before, isOver: isOver(before, after) }));
  const closed = ends.flatMap(({ before, isOver }) => (isOver ? [before] : []));
  const isClosed = closed.some(({ window }) => window === release.window);
  const windows = [...closed, ...(isClosed ? [] : [release])].filter(({ window }) => window.length > 0);
  const shares = windows.map(({ percent, window }) => sharesOf(percent, window));
  return shares.length > 0 ? { shares, ...decidedOn(release) } : {};
}

function isByFlag({ measured }: Release): boolean {
  return measured.some(({ sample }) => sample?.flag !== undefined);
}

/** The window of the verdict that sent it back, where it is not all of the last share's. */
function decidedOn({ phase }: Release): Pick<Report, 'decidedOnMs'> {
  const verdict = phase.kind === 'rolling-back' || phase.kind === 'ended' ? phase.cause?.verdict : null;
  const spanMs = verdict?.kind === 'unhealthy' ? verdict.culprit.spanMs : undefined;
  return spanMs === undefined ? {} : { decidedOnMs: spanMs };
}

/** Its window ends with its share; on the way back the figures outlast it. */
function isOver(before: Release, after: Release): boolean {
  return before.window.length > 0 && (after.window.length === 0 || (before.percent > 0 && after.percent === 0));
}

function sharesOf(percent: number, window: readonly Measured[]): Shares[number] {
  const seen = ofService(window);
  const [candidate, stable] = [totals(seen, 'candidate'), totals(seen, 'stable')];
  const times = seen.flatMap(({ sample }) => (sample ? [sample.from, sample.to] : []));
  return {
    percent,
    spanMs: Math.max(...times) - Math.min(...times),
    candidate: { requests: candidate.requests, ...reportedOf(candidate) },
    stable: stable.requests > 0 ? { requests: stable.requests, ...reportedOf(stable) } : null,
  };
}

/** So many shares fit on one screen of a phone: the last ones, by which it ended. */
const mostShown = 6;

/** Lines for a fixed-width block, no wider than a phone: each share, and under it what stable did meanwhile. */
export function shareRows({ from }: Report, shares: Shares): string[] {
  const heads = ['share', 'requests', ...kinds.map(([name]) => name)];
  const rows = shares
    .slice(-mostShown)
    .flatMap(({ percent, candidate, stable }) => [
      [share(percent), ...figuresOf(candidate)],
      ...(stable ? [[`· ${from.version}`, ...figuresOf(stable)]] : []),
    ]);
  return columns([heads, ...rows]);
}

function figuresOf(reported: Shares[number]['candidate']): string[] {
  const each = kinds.map(([, { unit, report }]) => units[unit].show(reported[report.figure] ?? null));
  return [count(reported.requests), ...each];
}

/** Of which time the figures are, and those of the decision where it rests on the newest of them alone. */
export function shareWindows({ from, to, decidedOnMs }: Report, shares: Shares): Words {
  const last = shares.at(-1);
  const lasted = last ? say` (the last: ${duration(last.spanMs)})` : say``;
  const whole = say`${to.version} at each share, and ${from.version} meanwhile: all requests of that time${lasted}`;
  return decidedOnMs === undefined ? whole : say`${whole} · decided on the last ${duration(decidedOnMs)} of it`;
}
