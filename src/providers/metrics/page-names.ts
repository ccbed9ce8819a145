import { isBlank, type Text } from './line.ts';

const hash = 35;
const newline = '\n';
const openBrace = 123;
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
  let at = from;
  while (at < end && text.charCodeAt(at) !== openBrace && !isBlank(text.charCodeAt(at))) at += 1;
  return text.slice(from, at);
}

/** Whether a page shows a metric or declares it; OpenMetrics declares a counter without its `_total`, and a histogram by its base. */
export function hasMetric(names: ReadonlySet<string>, metric: string): boolean {
  return names.has(metric) || names.has(metric.replace(/_total$|_count$/, ''));
}

/** The name by which a page's series show a counter: some clients write it without its `_total`. */
export function shownAs(text: Text, metric: string): string {
  const base = metric.replace(/_total$/, '');
  return base !== metric && !hasSeries(text, metric) && hasSeries(text, base) ? base : metric;
}

function hasSeries(text: Text, metric: string): boolean {
  return text.indexOf(`\n${metric}{`, 0) >= 0 || text.slice(0, metric.length + 1) === `${metric}{`;
}

/** Series of a metric that are looked at for their labels: they differ in these only now and then. */
const mostLooked = 50;

/** The labels that a metric's series have on a page. */
export function labelsOnPage(text: Text, metric: string): ReadonlySet<string> {
  const labels = new Set<string>();
  const beginning = `${metric}{`;
  let at = text.indexOf(beginning, 0);
  for (let seen = 0; at >= 0 && seen < mostLooked; seen += 1) {
    const end = text.indexOf(newline, at);
    if (at === 0 || text.slice(at - 1, at) === newline) {
      const line = text.slice(at + beginning.length, end < 0 ? text.length : end);
      for (const [, label = ''] of line.matchAll(/(?:^|,)[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"/g))
        labels.add(label);
    }
    at = end < 0 ? -1 : text.indexOf(beginning, end);
  }
  return labels;
}
