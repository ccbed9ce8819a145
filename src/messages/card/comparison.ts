import { signalKinds } from '../../analysis/signals/index.ts';
import { signalsOf } from '../../analysis/signals/of-target.ts';
import { units } from '../../analysis/signals/units.ts';
import { comparedNow } from '../../domain/flag-compared.ts';
import type { Release } from '../../domain/release.ts';
import { flagIn, sidesOf, totals } from '../../words/figures.ts';
import { count, share } from '../../words/format.ts';
import { join, nothing, say, type Words } from '../../words/words.ts';
import { columns } from './parts.ts';

/** Candidate next to stable over the present window: rows for a fixed-width block; empty before the first figures. */
export function comparisonRows(release: Release): string[] {
  const { window } = release;
  const last = window.at(-1)?.sample;
  if (!last) return [];
  const [first, ...others] = comparisons(release);
  const { candidate: ours, stable: theirs } = sidesOf(release);
  const rows = [
    [flagIn(window) ?? '', ...heads(release)],
    ...(first ? [[first.name, first.show(first.candidate), first.show(first.stable)]] : []),
    ['requests', count(ours.requests), count(theirs.requests)],
    ...others.flatMap(({ name, show, candidate, stable }) =>
      candidate === null ? [] : [[name, show(candidate), show(stable)]],
    ),
    ...(last.flag === undefined
      ? [['pods', count(last.candidate.pods), last.stable ? count(last.stable.pods) : '–']]
      : usersRow(release)),
  ];
  return columns(rows);
}

/** What is compared with what. */
function heads({ plan, window }: Release): [string, string] {
  if (flagIn(window) !== null) return ['on', 'off'];
  return plan.flag ? ['now', 'before'] : [plan.to.version, plan.from.version];
}

/** How many have the flag, where one figure says it. */
function usersRow(release: Release): string[][] {
  const { percent = null } = comparedNow(release) ?? {};
  return percent === null ? [] : [['users', share(percent), share(100 - percent)]];
}

/** The comparison in one line, for those who hear it: "errors 0.11 % (2.4.0: 0.12 %), p99 182 ms (176 ms)". */
export function comparisonSpoken(release: Release): Words {
  const [first, ...others] = comparisons(release);
  if (!first || first.candidate === null) return nothing;
  const { name, show, candidate, stable } = first;
  const [ours, theirs] = heads(release);
  const flag = flagIn(release.window);
  const whose = flag === null ? nothing : say`${flag} ${ours}: `;
  return join(
    [
      say`${whose}${name} ${show(candidate)} (${theirs}: ${show(stable)})`,
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
function comparisons(release: Release) {
  const { candidate, stable } = sidesOf(release);
  return signalsOf(release.plan.target).map(({ name }) => {
    const { unit, figureOf } = signalKinds[name];
    return { name, show: units[unit].show, candidate: figureOf(candidate), stable: figureOf(stable) };
  });
}

/** "1,240 of 4,960 requests went to 2.4.1". */
export function basis(release: Release): Words {
  const candidate = totals(release.window, 'candidate').requests;
  const flag = flagIn(release.window);
  if (flag !== null) return told(candidate, release, say`had ${flag} on`);
  if (release.plan.flag) return candidate === 0 ? nothing : say`${count(candidate)} requests`;
  return told(candidate, release, say`went to ${release.plan.to.version}`);
}

function told(candidate: number, { window }: Release, how: Words): Words {
  const all = candidate + totals(window, 'stable').requests;
  return all === 0 ? nothing : say`${count(candidate)} of ${count(all)} requests ${how}`;
}
