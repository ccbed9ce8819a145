/** As much of a string as reading a page takes; a test counts the characters that are looked at. */
export interface Text {
  readonly length: number;
  charCodeAt(at: number): number;
  indexOf(what: string, from: number): number;
  slice(from: number, to: number): string;
}

/** A line, and how far it has been read. `end` is behind its last character. */
export interface Line {
  text: Text;
  number: number;
  at: number;
  end: number;
}

const tab = 9;
const space = 32;

/** What stands here up to the next blank or the end of the line; may be empty. */
export function readWord(line: Line): string {
  const from = line.at;
  while (line.at < line.end && !isBlank(line.text.charCodeAt(line.at))) line.at += 1;
  return line.text.slice(from, line.at);
}

/** @param colons metrics may have them, labels may not */
export function readName(line: Line, colons: boolean): string {
  const from = line.at;
  while (line.at < line.end && isNameCode(line.text.charCodeAt(line.at), line.at > from, colons)) line.at += 1;
  return line.text.slice(from, line.at);
}

function isNameCode(code: number, digits: boolean, colons: boolean): boolean {
  const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return letter || (digits && code >= 48 && code <= 57) || (colons && code === 58);
}

export function skipBlanks(line: Line): void {
  while (line.at < line.end && isBlank(line.text.charCodeAt(line.at))) line.at += 1;
}

export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** NaN behind the end of the line. */
export function codeAt({ text, at, end }: Line): number {
  return at < end ? text.charCodeAt(at) : Number.NaN;
}

/** A name as Prometheus writes it for those that know classic ones only: `http.requests` becomes `http_requests`. */
export function classicName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_:]/g, '_');
}

/** What a comment declares, which may stand in quotes. */
export function declaredName(word: string): string {
  return word.startsWith('"') ? classicName(word.slice(1, word.endsWith('"') ? -1 : word.length)) : word;
}
