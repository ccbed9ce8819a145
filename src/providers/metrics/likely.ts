import type { Text } from './line.ts';
import { labelsOnPage } from './page-names.ts';

/** A counter on a page that is not recognized and may count requests. */
export interface Likely {
  metric: string;
  /** By which failures may be told; null where it has no label of that kind. */
  label: string | null;
}

const counted = /(^|_)(requests?|responses?|calls?|rpcs?|hits|http|queries)(_[a-z0-9]+)*_(total|count)$/i;
/** Of other things than requests, of what an application calls itself, and of what serves the page. */
const other =
  /(_bytes|_size|_errors?|_failures?|_exceptions?|_created|_in_flight|_active|gc_|promhttp_|prometheus_|(^|_)(client|outbound|outgoing|upstream|egress)_)/i;
const tells =
  /^(code|status|status_?code|http_?status(_?code)?|response_?(code|status)|outcome|result|.*_status_code|grpc_code)$/i;

/** Metrics that are looked at for their labels, and those that are named. */
const mostLooked = 20;
const mostNamed = 3;

/** What a person might name of a page that is not recognized, that which tells failures first. */
export function likelyCounters(text: Text, names: ReadonlySet<string>): Likely[] {
  const found = [...names].filter((name) => counted.test(name) && !other.test(name)).slice(0, mostLooked);
  const all = found.map((metric): Likely => {
    const label = [...labelsOnPage(text, metric)].find((one) => tells.test(one));
    return { metric, label: label ?? null };
  });
  return all.sort((a, b) => Number(b.label !== null) - Number(a.label !== null)).slice(0, mostNamed);
}

/** What was seen instead, and what to write; empty where nothing is likely. */
export function likelyText(likely: readonly Likely[]): string {
  const [first] = likely;
  if (!first) return '';
  const seen = likely.map(({ metric, label }) => (label === null ? metric : `${metric} by ${label}`)).join(', ');
  const errors = first.label === null ? '' : `, errors: {label: ${first.label}}`;
  return `; the page shows ${seen}: if that counts the requests, write \`requests: {metric: ${first.metric}${errors}}\` under \`metrics\``;
}
