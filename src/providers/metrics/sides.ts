import type { Compared } from '../../domain/flag-compared.ts';
import type { CompareBy, Target } from '../../domain/target.ts';
import type { NotWatched } from '../../domain/verdict.ts';

export type Labels = Readonly<Record<string, string>>;

/** Whether a request was served with a flag on, or with it off. */
export type Side = 'on' | 'off';

/** Series that count requests with a flag on, or with it off, by their short names; all others count for neither. */
export type Sides = Readonly<Record<string, Side>>;

/** Their labels, each once: without any, none has to stay apart. */
export function labelsIn(all: readonly CompareBy[]): string[] {
  return [...new Set(all.map(({ label }) => label))];
}

/** Which side a series counts for; null where its label has another value. A label that it lacks is the empty text. */
export function sideBy({ label, on, off }: CompareBy): (labels: Labels) => Side | null {
  const sides = new Map<string, Side>([
    ...off.map((value): [string, Side] => [value, 'off']),
    ...on.map((value): [string, Side] => [value, 'on']),
  ]);
  return (labels) => sides.get(labels[label] ?? '') ?? null;
}

/**
 * Why requests cannot be held against each other although they were counted, in words; null where they can. A series that
 * is not there is not one without requests. With the flag on for everybody, none of the others need be there.
 * @param shown the sides of all counters
 * @param metric their name, where it is to be told
 */
export function sideLacking(
  { flag, label, on, off, percent }: Compared,
  shown: readonly Sides[],
  metric?: string,
): string | null {
  const has = (side: Side) => shown.some((sides) => Object.values(sides).includes(side));
  const lacks = (values: readonly string[], how: Side) =>
    `no series${metric === undefined ? '' : ` of ${metric}`} has ${valuesText(label, values)}, which tells requests with ${flag} ${how}`;
  if (!has('on')) return lacks(on, 'on');
  return percent !== null && percent >= 100 ? null : has('off') ? null : lacks(off, 'off');
}

/** So many values of a label are named. */
const mostNamed = 5;

/**
 * Flags of the catalogue whose requests cannot be told apart, as a source shows its series before a release.
 * @param metric their name; null where they have none
 * @param series the labels of each
 */
export function notCompared(
  { releaseFlags = [] }: Pick<Target, 'releaseFlags'>,
  metric: string | null,
  series: readonly Labels[],
): NotWatched[] {
  return releaseFlags.flatMap(({ flag, compareBy: by }): NotWatched[] => {
    if (!by || series.some((labels) => sideBy(by)(labels) !== null)) return [];
    const seen = [...new Set(series.flatMap((labels) => labels[by.label] || []))];
    const instead = seen.length === 0 ? '' : ` (but ${quoted(seen.slice(0, mostNamed))})`;
    const what = metric === null ? 'no series' : `no series of ${metric}`;
    const why = `${what} has ${valuesText(by.label, [...by.on, ...by.off])}${instead}`;
    const remedy = `give the counter of requests that label, or correct \`compareBy\` of ${flag}: its steps wait for a person as long as nothing tells its requests apart`;
    return [{ query: 'requests', why, remedy, flag }];
  });
}

function valuesText(label: string, values: readonly string[]): string {
  return `the label ${label} with ${quoted(values)}`;
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value.slice(0, 40)}"`).join(' or ');
}
