/** What stands for what is hidden. */
const hidden = '…';

const secretWords =
  'pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization';

const patterns: readonly [RegExp, string][] = [
  // scheme://user:password@host
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@'"]{0,100}):[^\s/@'"]{1,300}@/gi, `$1:${hidden}@`],
  // CREATE ROLE … PASSWORD 'x', IDENTIFIED BY 'x'
  [/\b(password|identified\s+by)\s+'(?:[^']|'')*(?:'|$)/gi, `$1 '${hidden}'`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [
    new RegExp(
      `([\\w.-]{0,60}(?:${secretWords})[\\w.-]{0,60}["']?\\s{0,3}(?:=>|[=:])\\s{0,3})(?:"[^"]*"|'[^']*'|[^\\s,;&]+)`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, hidden],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, hidden],
  [/\b(?:gh[pousr]|github_pat|glpat|xox[a-z]|xapp|sk)[-_][\w-]{10,}/g, hidden],
];

/** Names of variables whose values are not for everybody. */
const secretName = new RegExp(`${secretWords}|dsn|_url$|^url$`, 'i');

/** Values of a container's environment that must not be told, the longest first. */
export function secretValues(env: readonly { name: string; value?: string | undefined }[]): string[] {
  const values = env.flatMap(({ name, value }) => (value && value.length >= 4 && secretName.test(name) ? [value] : []));
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/**
 * Text from a log without what looks like a secret, line by line.
 * @param secrets values that are known to be secret
 */
export function maskedLines(lines: readonly string[], secrets: readonly string[]): string[] {
  let inKey = false;
  return lines.flatMap((line) => {
    const begins = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line);
    const ends = /-----END [A-Z ]*PRIVATE KEY-----/.test(line);
    const wasInKey = inKey;
    inKey = (wasInKey || begins) && !ends;
    if (wasInKey) return [];
    return begins ? [hidden] : [masked(line, secrets)];
  });
}

/** The same for one text. */
export function masked(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), known);
}
