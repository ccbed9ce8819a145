import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { type Path, type Problem, pathText } from './problems.ts';

export interface YamlSource {
  /** Plain values; undefined where the text is not YAML. With a duplicate key the last one's value counts. */
  value: unknown;
  /** Syntax errors and duplicate keys. */
  problems: Problem[];
  /** A problem at a path: at its value, or at its key (`at: 'key'`); at what is nearest above where there is none. */
  problem(path: Path, message: string, at?: 'key' | 'value'): Problem;
}

/** Reads YAML 1.2 with merge keys, and remembers where everything stands. Never throws. */
export function readYaml(text: string, file: string): YamlSource {
  const counter = new LineCounter();
  const [document, second] = documents(text, counter);
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = (document?.errors ?? []).map((error): Problem => {
    const duplicate = error.code === 'DUPLICATE_KEY';
    const key = /^[^:\s]+/.exec(text.slice(error.pos[0]))?.[0] ?? '';
    const words = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML';
    return {
      file,
      ...at(error.pos[0]),
      path: '',
      message: duplicate ? `duplicate key '${key}'` : `not YAML: ${words}`,
    };
  });
  if (second !== undefined) {
    const where = at(second.range[0]);
    problems.push({ file, ...where, path: '', message: 'a second document: the catalogue is one document' });
  }
  const broken = document?.errors.some((error) => error.code !== 'DUPLICATE_KEY') ?? false;
  const plain = document === undefined ? { value: null } : toPlain(document);
  if ('error' in plain && !broken)
    problems.push({ file, line: 1, column: 1, path: '', message: `not YAML: ${plain.error}` });
  return {
    value: 'value' in plain && !broken ? plain.value : undefined,
    problems,
    problem: (path, message, side = 'value') => ({
      file,
      ...at(document === undefined ? 0 : offsetOf(document, path, side)),
      path: pathText(path),
      message,
    }),
  };
}

function documents(text: string, counter: LineCounter): Document.Parsed[] {
  const parsed = parseAllDocuments(text, { lineCounter: counter, merge: true, prettyErrors: true });
  return Array.isArray(parsed) ? parsed : [];
}

/** Aliases that do not resolve, or that would grow without bound, throw. */
function toPlain(document: Document.Parsed): { value: unknown } | { error: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function offsetOf(document: Document.Parsed, path: Path, side: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const next = child(document, node, part);
    if (next === undefined) return offset;
    ({ node, offset } = next);
  }
  return side === 'value' && pointable(node) ? (node.range?.[0] ?? offset) : offset;
}

/** A value is pointed at where it has text of its own; a block of further keys is pointed at by its key. */
function pointable(node: unknown): node is { range?: [number, number, number] | null } {
  return (
    (isScalar(node) && node.source !== '' && node.value !== null) ||
    isAlias(node) ||
    (isCollection(node) && node.flow === true)
  );
}

function child(document: Document.Parsed, from: unknown, part: string | number) {
  const node = isAlias(from) ? from.resolve(document) : from;
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    const range = (item as { range?: [number, number, number] } | undefined)?.range;
    return range && { node: item, offset: range[0] };
  }
  if (!isMap(node)) return undefined;
  // Of a duplicate key the last counts, as for the values.
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(part));
  const range = isScalar(pair?.key) ? pair.key.range : undefined;
  return pair && range ? { node: pair.value as unknown, offset: range[0] } : undefined;
}
