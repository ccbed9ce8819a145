import { ExpositionError } from './exposition-error.ts';
import { classicName, declaredName, isBlank, type Text } from './line.ts';
import { scanExposition } from './openmetrics.ts';
import { namesOf, requestNames } from './request-names.ts';

const hash = 35;
const newline = '\n';
const openBrace = 123;
const quote = 34;
const typed = '# TYPE ';

/** Every metric that a page shows or declares, by the names that its lines begin with. One pass, and nothing else is read. */
export function metricsOn(text: Text): ReadonlySet<string> {
  const names = new Set<string>();
  let last = '';
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf(newline, at);
    const end = found < 0 ? text.length : found;
    const from = text.charCodeAt(at) === hash ? declaredAt(text, at, end) : at;
    if (from !== null && !repeats(text, from, last)) {
      last = nameFrom(text, from, end);
      names.add(last);
    }
    at = end + 1;
  }
  return names;
}

/** Where the name begins that a comment declares; null where it declares none. */
function declaredAt(text: Text, at: number, end: number): number | null {
  return end - at > typed.length && text.slice(at, at + typed.length) === typed ? at + typed.length : null;
}

/** Series of one metric stand together, so most lines begin as the one before. */
function repeats(text: Text, from: number, last: string): boolean {
  return (
    last !== '' && text.charCodeAt(from + last.length) === openBrace && text.slice(from, from + last.length) === last
  );
}

function nameFrom(text: Text, from: number, end: number): string {
  if (text.charCodeAt(from) === openBrace) return quotedFrom(text, from + 1, end);
  let at = from;
  while (at < end && text.charCodeAt(at) !== openBrace && !isBlank(text.charCodeAt(at))) at += 1;
  return declaredName(text.slice(from, at));
}

/** Of a series whose name stands within its braces. */
function quotedFrom(text: Text, from: number, end: number): string {
  const closing = text.indexOf('"', from + 1);
  return text.charCodeAt(from) === quote && closing > from && closing < end
    ? classicName(text.slice(from + 1, closing))
    : '';
}

/** Whether a page shows a metric or declares it; OpenMetrics declares a counter without its `_total`, and a histogram by its base. */
export function hasMetric(names: ReadonlySet<string>, metric: string): boolean {
  return namesOf(metric).some((name) => names.has(name) || names.has(name.replace(/_total$|_count$/, '')));
}

/** The name by which a page's series show a counter: some clients write it without its `_total`. */
export function shownAs(text: Text, metric: string): string {
  const base = metric.replace(/_total$/, '');
  return base !== metric && !hasSeries(text, metric) && hasSeries(text, base) ? base : metric;
}

function hasSeries(text: Text, metric: string): boolean {
  return seriesOf(text, metric, 1).length > 0;
}

/** Series of a metric that are looked at for their labels: they differ in these only now and then. */
const mostLooked = 50;

/** The labels that a metric's series have on a page. */
export function labelsOnPage(text: Text, metric: string): ReadonlySet<string> {
  return new Set(seriesOf(text, metric, mostLooked).flatMap((labels) => Object.keys(labels)));
}

/** The labels of the first series of a metric. A line that cannot be read ends them: what reads the page says so. */
function seriesOf(text: Text, metric: string, most: number): Readonly<Record<string, string>>[] {
  const { has, labelsOf } = requestNames(metric);
  const found: Readonly<Record<string, string>>[] = [];
  try {
    scanExposition(text, {
      wanted: (name) => found.length < most && has(name),
      series: ({ name, labels }) => void found.push(labelsOf(name, labels)),
    });
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
  }
  return found;
}
