/** One line of an exposition: a series and its value. Exemplars and timestamps are read over. */
export interface MetricLine {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** A line that is neither of the two text formats. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
  readonly line: number;

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.line = line;
  }
}

const nameAt = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelAt = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"/y;
const textAt = /((?:[^"\\]|\\.)*)"[ \t]*(,?)/y;
/** Value, then perhaps a timestamp, then perhaps an exemplar. */
const valueAt = /[ \t]+(\S+)(?:[ \t]+-?[0-9.eE+]+)?[ \t]*(?:#.*)?$/y;
const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/**
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0.
 * @param wanted which metric names to return; lines of others are skipped unread
 * @throws ExpositionError naming the line
 */
export function parseExposition(text: string, wanted: (name: string) => boolean = () => true): MetricLine[] {
  const found: MetricLine[] = [];
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1).trimStart() : raw.trimStart();
    if (line === '# EOF') break;
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseLine(line, index + 1, wanted);
    if (parsed) found.push(parsed);
  }
  return found;
}

function parseLine(line: string, number: number, wanted: (name: string) => boolean): MetricLine | null {
  // A quoted name, as newer clients write what is not a classic one: nothing that settings can name.
  if (line.startsWith('{"')) return null;
  const name = match(nameAt, line, 0)?.[0];
  if (name === undefined) throw new ExpositionError(number, 'a metric name was expected');
  if (!wanted(name)) return null;
  let at = name.length;
  const labels: Record<string, string> = {};
  while (line[at] === ' ' && line.slice(at).trimStart().startsWith('{')) at += 1;
  if (line[at] === '{') at = parseLabels(line, at + 1, number, labels);
  const value = match(valueAt, line, at)?.[1];
  if (value === undefined) throw new ExpositionError(number, `${name} has no value`);
  return { name, labels, value: parseValue(value, number) };
}

/** Fills `labels` and returns where the closing brace ends. */
function parseLabels(line: string, start: number, number: number, labels: Record<string, string>): number {
  let at = start;
  for (;;) {
    const end = match(/[ \t]*\}/y, line, at);
    if (end) return at + end[0].length;
    const label = match(labelAt, line, at);
    if (!label?.[1]) throw new ExpositionError(number, 'a label was expected');
    at += label[0].length;
    const text = match(textAt, line, at);
    if (!text) throw new ExpositionError(number, `the value of label ${label[1]} does not end`);
    at += text[0].length;
    Object.defineProperty(labels, label[1], {
      value: unescapeText(text[1] ?? ''),
      enumerable: true,
      configurable: true,
    });
    if (text[2] === '' && !match(/[ \t]*\}/y, line, at)) throw new ExpositionError(number, 'a comma was expected');
  }
}

function parseValue(text: string, number: number): number {
  const word = text.toLowerCase();
  if (word === 'nan') return Number.NaN;
  if (word === '+inf' || word === 'inf') return Number.POSITIVE_INFINITY;
  if (word === '-inf') return Number.NEGATIVE_INFINITY;
  if (!decimal.test(text)) throw new ExpositionError(number, `"${text.slice(0, 40)}" is not a number`);
  return Number(text);
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (whole, next: string) => {
    if (next === 'n') return '\n';
    return next === '"' || next === '\\' ? next : whole;
  });
}

/** A sticky match, so that a long line is never copied. */
function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
