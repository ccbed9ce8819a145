/** What stands for what is hidden. */
const hidden = '…';

const secretWords =
  'pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|private|account|client|encryption|signing|master)[_-]?key|credentials?';

/** A value in quotes of either kind, with escaped ones in it; one that does not end goes on to the end. */
const inQuotes = '"(?:[^"\\\\]|\\\\.)*(?:"|$)|\'(?:[^\'\\\\]|\\\\.)*(?:\'|$)';
/** PostgreSQL's `E'x'` and `$tag$x$tag$` too. */
const sqlText = `E?'(?:[^'\\\\]|''|\\\\.)*(?:'|$)|\\$\\w{0,20}\\$[^$]*(?:\\$\\w{0,20}\\$|$)`;
const sqlName = '"(?:[^"]|"")*(?:"|$)';

const all = (pattern: string) => new RegExp(pattern, 'gi');

const inAddresses: readonly [RegExp, string][] = [
  // scheme://user:password@host, whatever the password holds; digits before a slash are a port.
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@'"]{0,100}):(?!\d{1,5}\/)[^\s'"<>]{1,300}@/gi, `$1:${hidden}@`],
  // user:password@tcp(host), as Go's MySQL driver has it
  [/(?<![\w.-])([\w.-]{1,60}):[^\s@]{1,200}@(?=\w{2,20}\()/gi, `$1:${hidden}@`],
  [/(\bjdbc:oracle:\w{1,10}:[^\s/@]{1,60})\/[^\s@]{1,200}@/gi, `$1/${hidden}@`],
  [/\b((?:x-amz-|x-goog-)?sig(?:nature)?)=[\w%+/=-]{8,}/gi, `$1=${hidden}`],
  [/(\b(?:hooks\.slack\.com\/\w{1,20}|discord(?:app)?\.com\/api\/webhooks))\/[\w/-]+/gi, `$1/${hidden}`],
];

const inSql: readonly [RegExp, string][] = [
  // CREATE ROLE … PASSWORD 'x', SET PASSWORD = PASSWORD('x'), passphrase "x"
  [all(`\\b(pass(?:word|phrase)(?:\\s*\\(\\s*|\\s+))(?:${sqlText}|${sqlName})`), `$1'${hidden}'`],
  [all(`\\b(set\\s+password\\s(?:\\s*for\\s+\\S{1,120}\\s)?\\s*=\\s*)(?:${sqlText})`), `$1'${hidden}'`],
  // IDENTIFIED BY 'x', IDENTIFIED WITH plugin AS 'x', IDENTIFIED BY x
  [
    all(
      `\\b(identified\\s+(?:with\\s+\\S{1,60}\\s+)?(?:by|as)\\s+(?:password\\s+)?)(?:${sqlText}|${sqlName}|[^\\s;,]+)`,
    ),
    `$1'${hidden}'`,
  ],
];

const inSettings: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [all(`(\\bauthorization["']?\\s{0,3}(?:=>|[=:])\\s{0,3})(?:${inQuotes}|\\S+(?:[ \\t]\\S+)?)`), `$1${hidden}`],
  [
    all(
      `((?:${secretWords})[\\w.-]{0,60}(?:\\\\?["'])?\\s{0,3}(?:=>|[=:])\\s{0,3})(?:${inQuotes}|\\{[^}]*\\}|[^\\s,;&]+)`,
    ),
    `$1${hidden}`,
  ],
  // { name: DB_PASSWORD, value: x } of a container, as JSON or as Go prints it
  [
    all(
      `(\\bname\\W{1,6}[\\w.-]{0,80}?(?:${secretWords}|dsn|url)[\\w.-]{0,60}[^\\w\\n]{1,6}value\\\\?["']?\\s?[:=]\\s?)(?:${inQuotes}|[^\\s,}]+)`,
    ),
    `$1${hidden}`,
  ],
  // --password hunter2, mysql -phunter2
  [all(`((?<![\\w-])--?[\\w-]{0,40}(?:${secretWords})[\\w-]{0,20}\\s+)(?:${inQuotes}|[^\\s-]\\S*)`), `$1${hidden}`],
  [/(\b(?:mysql|mariadb)[\w-]{0,20}\s(?:[^\n]{0,100}?\s)?-p)[^\s-]\S*/gi, `$1${hidden}`],
];

/** By the look of the value alone. */
const byLook: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, hidden],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, hidden],
  [
    /\b(?:gh[pousr]|github_pat|gl(?:pat|rt|dt)|xox[a-z]|xapp|[sr]k|whsec|npm|hf|dckr_pat|do[opr]_v1|pypi)[-_][\w-]{10,}/g,
    hidden,
  ],
  [/\b(?:hv[sbr]|ya29)\.[\w-]{16,}/g, hidden],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/g, hidden],
  [/\bAIza[\w-]{30,}/g, hidden],
];

const patterns = [...inAddresses, ...inSql, ...inSettings, ...byLook];

/** What terminals take for colors, titles and movements, and not for text. */
const [esc, bell] = [String.fromCharCode(27), String.fromCharCode(7)];
const escapes = new RegExp(
  `${esc}(?:\\[[0-?]{0,40}[ -/]{0,4}[@-~]|\\][^${esc}${bell}]{0,300}(?:${bell}|${esc}\\\\)|[()][0-9A-Z]|[@-Z\\\\^_])`,
  'g',
);

/** Text as a terminal shows it, without its colors. */
export function withoutColors(text: string): string {
  return text.replace(escapes, '');
}

/** Names of variables whose values are not for everybody. */
const secretName = new RegExp(`${secretWords}|authorization|dsn|_url$|^url$`, 'i');

/** Values of a container's environment that must not be told, and the passwords in those that are addresses; the longest first. */
export function secretValues(env: readonly { name: string; value?: string | undefined }[]): string[] {
  const values = env.flatMap(({ name, value }) =>
    value && secretName.test(name) ? [value, ...passwordsIn(value)] : [],
  );
  return [...new Set(values)].filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length);
}

/** As it is written, and as it is meant. */
function passwordsIn(address: string): string[] {
  const password = URL.parse(address)?.password ?? '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/**
 * Text from a log without what looks like a secret, and without colors, line by line.
 * @param secrets values that are known to be secret
 */
export function maskedLines(lines: readonly string[], secrets: readonly string[]): string[] {
  let inKey = false;
  return lines.flatMap((line) => {
    const begins = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/.test(line);
    const ends = /-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/.test(line);
    const wasInKey = inKey;
    inKey = (wasInKey || begins) && !ends;
    if (wasInKey) return [];
    return begins ? [hidden] : [masked(line, secrets)];
  });
}

/** The same for one text. */
export function masked(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), withoutColors(text));
  return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), known);
}
