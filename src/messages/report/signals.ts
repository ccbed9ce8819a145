import { signalKinds } from '../../analysis/signals/index.ts';
import type { Reported, SignalKind } from '../../analysis/signals/signal.ts';
import { units } from '../../analysis/signals/units.ts';
import type { Figures } from '../../domain/verdict.ts';
import { join, say, type Words } from '../../words/words.ts';
import type { Report } from './schema.ts';

const kinds: readonly [string, SignalKind][] = Object.entries(signalKinds);

/** Members of the figures of one version that are signals', of all of them, in the order of the record. */
export const reportShape: SignalKind['report']['shape'] = Object.assign(
  {},
  ...kinds.map(([, { report }]) => report.shape),
);

/** Their values. */
export function reportedOf(figures: Figures): Reported {
  return Object.assign({}, ...kinds.map(([, { report }]) => report.of(figures)));
}

/** Rows of the table: what, before, after. */
export function figureRows({ before, after }: Report['metrics']): string[][] {
  return kinds.flatMap(([, { report }]) => {
    const then = new Map(report.rows(before));
    return report.rows(after).map(([label, value]) => [label, then.get(label) ?? '', value]);
  });
}

/** What the two columns are, where they are of one flag's requests; null where they are of versions or times. */
export function headsOf({ compared }: Pick<Report, 'compared'>): [string, string] | null {
  return compared === undefined ? null : [`${compared} off`, 'on'];
}

/** Of which time the table's figures are: what a verdict rests on, and the whole toll, count other requests. */
export function periods({ from, to, flag, compared }: Pick<Report, 'from' | 'to' | 'flag' | 'compared'>): Words {
  if (compared !== undefined) return say`with ${compared} off, and on: both in the last stretch that was watched`;
  if (flag) return say`before: until the flag moved · after: the last stretch that was watched`;
  return say`${from.version}: the whole release · ${to.version}: the last stretch that was watched`;
}

/** "Errors 0.12 % (2.4.0) → 0.11 % (2.4.1), p99 176 ms → 182 ms". */
export function figuresWords(report: Report): Words {
  const { before, after } = report.metrics;
  const [then, now] = headsOf(report) ?? [report.from.version, report.to.version];
  const each = kinds.map(([, { unit, words, report }], index) => {
    const show = (reported: Reported) => units[unit].show(reported[report.figure] ?? null);
    return index === 0
      ? say`${words.heading} ${show(before)} (${then}) → ${show(after)} (${now})`
      : say`${words.inSentence} ${show(before)} → ${show(after)}`;
  });
  return join(each, ', ');
}

/** What grew: a sentence each. */
export function growth({ metrics: { before, after }, compared }: Pick<Report, 'metrics' | 'compared'>): Words[] {
  if (compared !== undefined) return [];
  return kinds.flatMap(([, { report }]) => report.grew(before, after) ?? []);
}
