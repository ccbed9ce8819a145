import type { DurationUnit } from '../duration-units.ts';
import { classLabel } from '../request-names.ts';
import type { Condition } from '../where.ts';

/** How one label says which requests failed: those of whose values the whole matches, in RE2. */
export interface Failures {
  label: string;
  matches: string;
}

/** A counter of requests that a framework may show. */
export interface RequestCounter {
  /** Where there is one for each class of status, a `?` stands for its digit: `http_?xx_responses_total`. */
  metric: string;
  /** By the labels that it may have, in order: the first that the page shows is taken. Empty: it says nothing of failures. */
  failures: readonly Failures[];
  /** Of its series, those that are requests which this process served. */
  where?: readonly Condition[];
}

/** A histogram, without `_bucket`, or a summary. */
export interface Durations {
  metric: string;
  unit: DurationUnit;
}

/** What is known of the page of one framework, client library or proxy. Pure. */
export interface Framework {
  /** As people call it. */
  title: string;
  /** How the names of metrics begin of which the page must show one as well; empty where the counter's name says it all. */
  marks: readonly string[];
  /** Applications put a prefix of their own in front of all its names. */
  prefixed?: true;
  /** In order: the first that the page shows is taken. */
  requests: readonly RequestCounter[];
  /** In order, likewise. */
  durations: readonly Durations[];
  /** Which series are probes and scrapes, not users' requests, by label; left out unless `where` says otherwise. */
  probes: readonly Failures[];
}

/** A status as HTTP has it, `500` or `5xx`. */
export const httpFailures = '5..';

/** Codes of gRPC that are the server's fault, as OpenTelemetry tells them apart, in the spellings of Go, of Java and as numbers. */
export const grpcFailures = [
  'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss',
  'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS',
  '2|4|12|13|14|15',
].join('|');

/** Of a counter for each class, which becomes a label. */
export const byClass: readonly Failures[] = [{ label: classLabel, matches: httpFailures }];

export const byStatus = (...labels: string[]): Failures[] => labels.map((label) => ({ label, matches: httpFailures }));
