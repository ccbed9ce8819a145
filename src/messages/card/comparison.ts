import { signalKinds } from '../../analysis/signals/index.ts';
import { signalsOf } from '../../analysis/signals/of-target.ts';
import { units } from '../../analysis/signals/units.ts';
import type { Release } from '../../domain/release.ts';
import { totals } from '../../words/figures.ts';
import { count } from '../../words/format.ts';
import { join, nothing, say, type Words } from '../../words/words.ts';
import { columns } from './parts.ts';

/** Candidate next to stable over the present window: rows for a fixed-width block; empty before the first figures. */
export function comparisonRows(release: Release): string[] {
  const { window, plan } = release;
  const last = window.at(-1)?.sample;
  if (!last) return [];
  const [first, ...others] = comparisons(release);
  const rows = [
    ['', plan.to.version, plan.from.version],
    ...(first ? [[first.name, first.show(first.candidate), first.show(first.stable)]] : []),
    ['requests', count(totals(window, 'candidate').requests), count(totals(window, 'stable').requests)],
    ...others.flatMap(({ name, show, candidate, stable }) =>
      candidate === null ? [] : [[name, show(candidate), show(stable)]],
    ),
    ['pods', count(last.candidate.pods), last.stable ? count(last.stable.pods) : '–'],
  ];
  return columns(rows);
}

/** The comparison in one line, for those who hear it: "errors 0.11 % (2.4.0: 0.12 %), p99 182 ms (176 ms)". */
export function comparisonSpoken(release: Release): Words {
  const [first, ...others] = comparisons(release);
  if (!first || first.candidate === null) return nothing;
  const { name, show, candidate, stable } = first;
  return join(
    [
      say`${name} ${show(candidate)} (${release.plan.from.version}: ${show(stable)})`,
      ...others.map((other) =>
        other.candidate === null
          ? nothing
          : say`${other.name} ${other.show(other.candidate)} (${other.show(other.stable)})`,
      ),
    ],
    ', ',
  );
}

/** The signals that are watched, with the figures of both versions over the present window. */
function comparisons({ window, plan }: Release) {
  const [candidate, stable] = [totals(window, 'candidate'), totals(window, 'stable')];
  return signalsOf(plan.target).map(({ name }) => {
    const { unit, figureOf } = signalKinds[name];
    return { name, show: units[unit].show, candidate: figureOf(candidate), stable: figureOf(stable) };
  });
}

/** "1,240 of 4,960 requests went to 2.4.1". */
export function basis(release: Release): Words {
  const candidate = totals(release.window, 'candidate').requests;
  const all = candidate + totals(release.window, 'stable').requests;
  if (all === 0) return nothing;
  return say`${count(candidate)} of ${count(all)} requests went to ${release.plan.to.version}`;
}
