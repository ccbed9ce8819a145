import type { NotWatched } from '../../domain/verdict.ts';
import type { Framework } from './frameworks/framework.ts';
import type { Text } from './line.ts';
import { scanExposition } from './openmetrics.ts';
import { hasMetric } from './page-names.ts';
import { requestNames } from './request-names.ts';
import { type Condition, meeting } from './where.ts';

/** A counter of requests on a page that is not the one which is counted. */
export interface Beside {
  metric: string;
  /** Whose it is. */
  framework: string;
  /** It counts requests of another protocol, and some were served: they are surely not among those that are counted. */
  apart: boolean;
}

/** @returns whether a metric counts calls of gRPC or the like, by its name */
export function isRpc(name: string): boolean {
  return name.includes('rpc');
}

/**
 * Other counters of requests that a page shows, of all frameworks that may have written it.
 * @param counted the metric that is counted, and the framework that it was recognized by
 */
export function countedBeside(
  text: Text,
  names: ReadonlySet<string>,
  counted: { metric: string; framework: Framework },
  candidates: readonly Framework[],
): Beside[] {
  const own = counted.framework.requests.map(({ metric }) => metric);
  const durations = counted.framework.durations.map(({ metric }) => `${metric}_count`);
  const found = candidates.flatMap((framework): Beside[] => {
    const shown = framework.requests.filter(({ metric }) => hasMetric(names, metric));
    const other = shown.find(({ metric }) => isRpc(metric) !== isRpc(counted.metric)) ?? shown[0];
    if (!other || other.metric === counted.metric) return [];
    const apart = isRpc(other.metric) !== isRpc(counted.metric) && hasServed(text, other.metric, framework);
    // The same requests once more: by its own second counter, or by the histogram of their durations.
    if (!apart && (own.includes(other.metric) || durations.includes(other.metric))) return [];
    return [{ metric: other.metric, framework: framework.title, apart }];
  });
  return [...new Map(found.map((one) => [one.metric, one])).values()];
}

/** Whether it counted anything but probes. A line that cannot be read is no sign that it did not. */
function hasServed(text: Text, metric: string, { probes }: Framework): boolean {
  const noProbe = probes.map(({ label, matches }): Condition => ({ label, operator: '!~', value: matches }));
  const meets = meeting(noProbe);
  const counter = requestNames(metric);
  let served = false;
  try {
    scanExposition(text, {
      wanted: (name) => counter.has(name) && !served,
      series: ({ name, labels, value }) => {
        served ||= value > 0 && meets(counter.labelsOf(name, labels));
      },
    });
  } catch {
    return true;
  }
  return served;
}

/** What is said of requests that are surely not among those that are counted. */
export function besideNotWatched(counted: string, beside: readonly Beside[]): NotWatched[] {
  const apart = beside.filter((one) => one.apart).map(({ metric, framework }) => `${metric} (${framework})`);
  if (apart.length === 0) return [];
  const why = `${counted} is counted, and ${apart.join(' and ')} on the same page is not`;
  const remedy =
    'name the one to count in `metrics.requests.metric`, or `prometheus` with a query of your own for both';
  return [{ query: 'requests', why, remedy, partly: true }];
}

/** For people who look at what is counted; empty where there is nothing else. */
export function besideText(beside: readonly Beside[]): string {
  if (beside.length === 0) return '';
  const all = beside.map(({ metric, framework }) => `${metric} (${framework})`).join(', ');
  return `; not counted, though on the page: ${all}; \`metrics.requests.metric\` chooses`;
}
