import type { Framework } from './frameworks/framework.ts';
import { frameworks } from './frameworks/index.ts';
import { hasMetric } from './page-names.ts';
import { namesOf } from './request-names.ts';

/** Prefixes of counters of what an application calls, not of what it serves. */
const notServed = /(^|_)(client|outbound|outgoing|upstream|egress|external|remote)_/;

/** Prefixes that are tried of one framework on one page. */
const mostPrefixes = 5;

/** The frameworks that may have written a page, by their names and marks, as it names their metrics. */
export function frameworksOn(names: ReadonlySet<string>): Framework[] {
  const all: readonly Framework[] = Object.values(frameworks);
  return all.flatMap((one) => (one.prefixed ? prefixedOn(one, names) : [one])).filter((one) => isMarked(one, names));
}

function isMarked({ marks }: Framework, names: ReadonlySet<string>): boolean {
  if (marks.length === 0) return true;
  for (const name of names) if (marks.some((mark) => name.startsWith(mark))) return true;
  return false;
}

/** Once for each prefix under which the page shows one of its counters. */
function prefixedOn(framework: Framework, names: ReadonlySet<string>): Framework[] {
  const wanted = framework.requests.flatMap(({ metric }) => namesOf(metric));
  const prefixes = new Set<string>();
  for (const name of names) {
    const metric = wanted.find((one) => name === one || name.endsWith(`_${one}`));
    if (metric === undefined || prefixes.size === mostPrefixes) continue;
    const prefix = name.slice(0, name.length - metric.length);
    if (!notServed.test(prefix)) prefixes.add(prefix);
  }
  return [...prefixes].map((prefix) => withPrefix(framework, prefix));
}

function withPrefix(framework: Framework, prefix: string): Framework {
  const named = <T extends { metric: string }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, metric: `${prefix}${one.metric}` }));
  return {
    ...framework,
    marks: framework.marks.map((mark) => `${prefix}${mark}`),
    requests: named(framework.requests),
    durations: named(framework.durations),
  };
}

/** The first that shows a counter of requests. @param metric the one that the settings name */
export function frameworkBy(
  all: readonly Framework[],
  names: ReadonlySet<string>,
  metric: string | undefined,
): Framework | null {
  const shows = (one: Framework) =>
    one.requests.some((counter) => (metric ?? counter.metric) === counter.metric && hasMetric(names, counter.metric));
  return all.find(shows) ?? null;
}
