import { quoted, readFloat } from './float.ts';
import { codeAt, isBlank, type Line, readName, readWord, skipBlanks, type Text } from './line.ts';

/** One line of an exposition: a series and its value. Exemplars and timestamps are read over. */
export interface MetricLine {
  name: string;
  /** Without a prototype: a page may name a label as it likes. */
  labels: Record<string, string>;
  value: number;
}

/** A line that is neither of the two text formats, or longer than any that is read. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
  readonly line: number;

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.line = line;
  }
}

/** Who reads a page. */
export interface Reader {
  /** Which metrics are of interest; lines of others are skipped unread. */
  wanted(name: string): boolean;
  /** @param number of the page's line, from 1 */
  series(line: MetricLine, number: number): void;
  /** A metric that the page declares (`# TYPE`), whether it has series or not. */
  declared?(name: string): void;
}

const maxLabels = 100;

const carriageReturn = 13;
const quote = 34;
const hash = 35;
const comma = 44;
const equals = 61;
const backslash = 92;
const openBrace = 123;
const closeBrace = 125;
const byteOrderMark = 0xfeff;

/**
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0 in one pass: no character is looked at more than a few times,
 * whatever the page holds.
 * @throws ExpositionError naming the line
 */
export function scanExposition(text: Text, reader: Reader): void {
  let number = 0;
  for (let at = text.charCodeAt(0) === byteOrderMark ? 1 : 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const next = found < 0 ? text.length : found;
    number += 1;
    const end = next > at && text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    const line = { text, number, at, end };
    skipBlanks(line);
    at = next + 1;
    if (line.at === line.end) continue;
    if (text.charCodeAt(line.at) !== hash) readSeries(line, reader);
    else if (readComment(line, reader) === 'end') return;
  }
}

function readComment({ text, at, end }: Line, reader: Reader): 'end' | 'more' {
  if (end - at === 5 && text.slice(at, end) === '# EOF') return 'end';
  const typed = '# TYPE ';
  if (!reader.declared || end - at <= typed.length || text.slice(at, at + typed.length) !== typed) return 'more';
  reader.declared(readWord({ text, number: 0, at: at + typed.length, end }));
  return 'more';
}

function readSeries(line: Line, reader: Reader): void {
  const { text, number } = line;
  // A quoted name, as newer clients write what is not a classic one: nothing that settings can name.
  if (text.charCodeAt(line.at) === openBrace && text.charCodeAt(line.at + 1) === quote) return;
  const name = readName(line, true);
  if (name === '') throw new ExpositionError(number, 'a metric name was expected');
  if (!reader.wanted(name)) return;
  const labels: Record<string, string> = Object.create(null);
  const afterName = line.at;
  skipBlanks(line);
  if (text.charCodeAt(line.at) === openBrace && line.at < line.end) readLabels(line, labels);
  else line.at = afterName;
  reader.series({ name, labels, value: readValue(line, name) }, number);
}

/** Reads `{…}` into `labels`; of a label that is given twice the last counts. */
function readLabels(line: Line, labels: Record<string, string>): void {
  const { number } = line;
  line.at += 1;
  for (let count = 0; ; count += 1) {
    skipBlanks(line);
    if (codeAt(line) === closeBrace) break;
    if (count === maxLabels) throw new ExpositionError(number, `a series has more than ${maxLabels} labels`);
    const label = codeAt(line) === quote ? readQuoted(line) : readName(line, false);
    skipBlanks(line);
    const assigned = codeAt(line) === equals;
    line.at += 1;
    skipBlanks(line);
    if (label === '' || !assigned || codeAt(line) !== quote) throw new ExpositionError(number, 'a label was expected');
    line.at += 1;
    labels[label] = readText(line, label);
    skipBlanks(line);
    const next = codeAt(line);
    if (next !== comma && next !== closeBrace) throw new ExpositionError(number, 'a comma was expected');
    if (next === comma) line.at += 1;
  }
  line.at += 1;
}

/** The name of a label that newer clients write in quotes, since it is not a classic one. */
function readQuoted(line: Line): string {
  line.at += 1;
  return readText(line, 'in quotes');
}

/** Up to the closing quote, which is read over too. */
function readText(line: Line, label: string): string {
  const { text, number, at: from } = line;
  let escaped = false;
  for (; line.at < line.end; line.at += 1) {
    const code = text.charCodeAt(line.at);
    if (code === quote) {
      const raw = text.slice(from, line.at);
      line.at += 1;
      return escaped ? unescapeText(raw) : raw;
    }
    if (code !== backslash) continue;
    escaped = true;
    line.at += 1;
  }
  throw new ExpositionError(number, `the value of label ${label} does not end`);
}

/** Value, then perhaps a timestamp, then perhaps an exemplar, which is not looked at. */
function readValue(line: Line, name: string): number {
  const { number } = line;
  const missing = () => new ExpositionError(number, `${name} has no value`);
  if (!isBlank(codeAt(line))) throw missing();
  skipBlanks(line);
  const value = readWord(line);
  if (value === '') throw missing();
  skipBlanks(line);
  if (codeAt(line) !== hash && line.at < line.end) {
    if (!Number.isFinite(readFloat(readWord(line)))) throw missing();
    skipBlanks(line);
    if (codeAt(line) !== hash && line.at < line.end) throw missing();
  }
  const read = readFloat(value);
  if (read === null) throw new ExpositionError(number, `${quoted(value)} is not a number`);
  return read;
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (whole, next: string) => {
    if (next === 'n') return '\n';
    return next === '"' || next === '\\' ? next : whole;
  });
}
