import { ExpositionError } from './exposition-error.ts';
import { quoted, readFloat } from './float.ts';
import { readLabels, readQuoted } from './labels.ts';
import { codeAt, declaredName, isBlank, type Line, readName, readWord, skipBlanks, type Text } from './line.ts';

/** One line of an exposition: a series and its value. Exemplars and timestamps are read over. */
export interface MetricLine {
  name: string;
  /** Without a prototype: a page may name a label as it likes. */
  labels: Record<string, string>;
  value: number;
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

const carriageReturn = 13;
const quote = 34;
const hash = 35;
const comma = 44;
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
  reader.declared(declaredName(readWord({ text, number: 0, at: at + typed.length, end })));
  return 'more';
}

function readSeries(line: Line, reader: Reader): void {
  const { number } = line;
  const within = opensWithName(line);
  const name = within ? readNameWithin(line) : readName(line, true);
  if (name === '') throw new ExpositionError(number, 'a metric name was expected');
  if (!reader.wanted(name)) return;
  const labels: Record<string, string> = Object.create(null);
  const afterName = line.at;
  skipBlanks(line);
  if (within) {
    readLabels(line, labels);
  } else if (codeAt(line) === openBrace) {
    line.at += 1;
    readLabels(line, labels);
  } else {
    line.at = afterName;
  }
  reader.series({ name, labels, value: readValue(line, name) }, number);
}

/** As newer clients write a name that is not a classic one: `{"http.requests",code="200"}`. */
function opensWithName(line: Line): boolean {
  const { text, at } = line;
  return codeAt(line) === openBrace && at + 1 < line.end && text.charCodeAt(at + 1) === quote;
}

function readNameWithin(line: Line): string {
  line.at += 1;
  const name = readQuoted(line);
  skipBlanks(line);
  if (codeAt(line) === comma) line.at += 1;
  else if (codeAt(line) !== closeBrace) throw new ExpositionError(line.number, 'a comma was expected');
  return name;
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
