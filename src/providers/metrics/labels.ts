import { ExpositionError } from './exposition-error.ts';
import { classicName, codeAt, type Line, readName, skipBlanks } from './line.ts';

const maxLabels = 100;

const quote = 34;
const comma = 44;
const equals = 61;
const backslash = 92;
const closeBrace = 125;

/** Reads what stands before the closing brace into `labels`; of a label that is given twice the last counts. */
export function readLabels(line: Line, labels: Record<string, string>): void {
  const { number } = line;
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

/** A name in quotes, as a classic one. */
export function readQuoted(line: Line): string {
  line.at += 1;
  return classicName(readText(line, 'in quotes'));
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

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (whole, next: string) => {
    if (next === 'n') return '\n';
    return next === '"' || next === '\\' ? next : whole;
  });
}
