/** What is wrong with a file, and where. */
export interface Problem {
  file: string;
  /** From 1; null where the file as a whole is meant. */
  line: number | null;
  /** From 1. */
  column: number | null;
  /** `services.checkout.strategy.kind`; empty for the top. */
  path: string;
  /** Plain text for people. */
  message: string;
}

export type Path = readonly (string | number)[];

/** One line per problem: `sluice.yaml:14 services.checkout.strategy.kind: unknown 'canry', did you mean 'canary'?`. */
export function renderProblems(problems: readonly Problem[]): string {
  return problems.map(renderProblem).join('\n');
}

function renderProblem({ file, line, path, message }: Problem): string {
  const where = line === null ? file : `${file}:${line}`;
  return `${where}${path === '' ? '' : ` ${path}`}: ${message}`;
}

/** By line, then column, then path; what concerns the whole file first. Each problem once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [renderProblem(problem), problem]));
  return [...once.values()].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || (a.path < b.path ? -1 : 1),
  );
}

/** `['services', 'checkout', 'steps', 0]` → `services.checkout.steps[0]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** `unknown 'canry', did you mean 'canary'? known: canary, recreate, rolling`. */
export function unknownWord(what: string, word: string, near: readonly string[], known: readonly string[]): string {
  const thing = what === '' ? 'unknown' : `unknown ${what}`;
  const guess = near[0] === undefined ? '' : `, did you mean '${near[0]}'?`;
  const end = guess === '' ? '; ' : ' ';
  return `${thing} '${shorten(word)}'${guess}${known.length === 0 ? '' : `${end}known: ${[...known].sort().join(', ')}`}`;
}

/** Text from the file that is repeated in a message: one line, not for ever. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
