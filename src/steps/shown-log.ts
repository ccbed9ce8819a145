import { maskedLines } from '../domain/mask.ts';

/** Characters of a line that people are shown. */
const longestLine = 200;
/** Of a line, what is looked through for secrets: what comes after it is not shown. */
const longestLook = 2000;

/**
 * The last lines of a log as people may see them: secrets masked, empty lines left out, long ones cut.
 * @param secrets values that must not be told
 * @param most lines
 */
export function shownLines(text: string, secrets: readonly string[], most: number): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const shown = maskedLines(
    lines.map((line) => line.slice(0, longestLook)),
    secrets,
  ).slice(-most);
  return shown.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
}
