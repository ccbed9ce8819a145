/** What the class of a status becomes where a counter has it in its name. */
export const classLabel = 'class';

/** How the series of one counter of requests are told on a page. */
export interface RequestNames {
  /** Whether series of this name are the counter's. */
  has(name: string): boolean;
  /** A series' labels, with what its name says besides. */
  labelsOf(name: string, labels: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/** @param metric as in `RequestCounter`: by one name, or with a `?` by one for each class of status */
export function requestNames(metric: string): RequestNames {
  const [before = '', after] = metric.split('?', 2);
  if (after === undefined) return { has: (name) => name === metric, labelsOf: (_name, labels) => labels };
  const digitOf = (name: string) => name.slice(before.length, name.length - after.length);
  return {
    has: (name) => name.startsWith(before) && name.endsWith(after) && /^[1-5]$/.test(digitOf(name)),
    labelsOf: (name, labels) => ({ ...labels, [classLabel]: `${digitOf(name)}xx` }),
  };
}

/** The names by which a counter may be declared or shown, one by one. */
export function namesOf(metric: string): string[] {
  return metric.includes('?') ? ['1', '2', '3', '4', '5'].map((digit) => metric.replace('?', digit)) : [metric];
}
