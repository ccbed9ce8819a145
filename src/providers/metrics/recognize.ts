import { type Beside, countedBeside, isRpc } from './counted-beside.ts';
import { unitIn } from './duration-units.ts';
import {
  byStatus,
  type Durations,
  type Failures,
  type Framework,
  grpcFailures,
  httpFailures,
  type RequestCounter,
} from './frameworks/framework.ts';
import { usual } from './frameworks/usual.ts';
import type { nameSettings } from './kinds/scrape.ts';
import { type Likely, likelyCounters } from './likely.ts';
import type { Text } from './line.ts';
import type { PageNames, PageReading } from './page.ts';
import { hasMetric, labelsOnPage, metricsOn, shownAs } from './page-names.ts';
import { frameworkBy, frameworksOn } from './shown-frameworks.ts';
import { type Condition, conditionsOf } from './where.ts';

/** Which metrics of one page count what, and how that was found. */
export interface Recognized extends PageNames {
  /** Whose page it is; null where the settings say it all, or nothing that is known is on it. */
  framework: string | null;
  /** Other counters of requests that the page shows, where the settings do not name one. */
  beside: readonly Beside[];
  /** Where nothing is known: what a person might name. */
  likely: readonly Likely[];
}

/** What was read of a page, and by which names. */
export interface NamedReading extends PageReading {
  names: Recognized;
}

/** What of the settings says which metrics are read. */
export type NameSettings = ReturnType<typeof nameSettings>;

const usualMetric = 'http_requests_total';
const usualDurations = 'http_request_duration_seconds';

/** What is read of a page: as the settings say, and where they say nothing, as the page itself shows. */
export function namesOn(text: Text, settings: NameSettings): Recognized {
  const { compareBy } = settings;
  return { ...(saidInFull(settings) ?? foundOn(text, settings)), ...(compareBy ? { compareBy } : {}) };
}

function saidInFull({ requests, durations, where = {} }: NameSettings): Recognized | null {
  const { metric, errors } = requests;
  const { label, matches } = errors;
  if (!metric || !label || !matches || durations === undefined || (durations && !durations.metric)) return null;
  return {
    framework: null,
    beside: [],
    likely: [],
    requests: { metric, errors: { label, matches } },
    durations: durations?.metric ? durationsNamed(durations.metric, durations.unit) : null,
    where: conditionsOf(where),
  };
}

function foundOn(text: Text, { path, requests, durations, where }: NameSettings): Recognized {
  const names = metricsOn(text);
  const all = frameworksOn(names);
  const framework = frameworkBy(all, names, requests.metric);
  const counter = counterOf(names, framework, requests.metric);
  const metric = requests.metric ?? shownAs(text, counter.metric);
  const labels = labelsOnPage(text, metric);
  const failures = failuresBy(counter, labels, requests.errors.label);
  const isNamed = requests.metric !== undefined;
  return {
    framework: framework?.title ?? null,
    beside: framework && !isNamed ? countedBeside(text, names, { metric: counter.metric, framework }, all) : [],
    likely: framework || isNamed ? [] : likelyCounters(text, names),
    requests: {
      metric,
      errors: { label: failures.label, matches: requests.errors.matches ?? failures.matches },
    },
    durations: durations === null ? null : durationsOf(names, framework, durations?.metric, durations?.unit),
    where: where ? conditionsOf(where) : [...(counter.where ?? []), ...withoutProbes(framework, labels, path)],
  };
}

function counterOf(names: ReadonlySet<string>, framework: Framework | null, metric = ''): RequestCounter {
  const known = framework?.requests.find(
    (one) => (metric || one.metric) === one.metric && hasMetric(names, one.metric),
  );
  return known ?? { metric: metric || usualMetric, failures: usual.requests[0]?.failures ?? byStatus('code') };
}

/** @param label the one that the settings name */
function failuresBy({ failures }: RequestCounter, labels: ReadonlySet<string>, label: string | undefined): Failures {
  if (label !== undefined)
    return failures.find((one) => one.label === label) ?? { label, matches: usualMatches(label) };
  return failures.find((one) => labels.has(one.label)) ?? failures[0] ?? { label: 'code', matches: httpFailures };
}

/** What failed, where a label is named and nothing else said of it. */
function usualMatches(label: string): string {
  if (isRpc(label)) return grpcFailures;
  return label === 'outcome' ? 'SERVER_ERROR' : httpFailures;
}

function durationsOf(
  names: ReadonlySet<string>,
  framework: Framework | null,
  metric: string | undefined,
  unit: Durations['unit'] | undefined,
): Durations {
  if (metric !== undefined) return durationsNamed(metric, unit);
  const known = framework?.durations ?? usual.durations;
  const shown = known.find((one) => names.has(`${one.metric}_bucket`)) ?? known.find((one) => names.has(one.metric));
  const found = shown ?? known[0] ?? durationsNamed(usualDurations, undefined);
  return unit === undefined ? found : { ...found, unit };
}

function durationsNamed(metric: string, unit: Durations['unit'] | undefined): Durations {
  return { metric, unit: unit ?? unitIn(metric) };
}

/** @param path at which the page itself is asked for */
function withoutProbes(framework: Framework | null, labels: ReadonlySet<string>, path: string): Condition[] {
  const known = framework?.probes.filter(({ label }) => labels.has(label)) ?? [];
  const scrapes = [...new Set(known.map(({ label }) => label))].filter((label) => !isRpc(label));
  const [own = path] = path.split('?', 1);
  return [
    ...known.map(({ label, matches }): Condition => ({ label, operator: '!~', value: matches })),
    ...scrapes.map((label): Condition => ({ label, operator: '!=', value: own })),
  ];
}
