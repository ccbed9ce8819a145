import { z } from 'zod';
import { badRequest, unprocessablePatch } from '../model/errors.ts';
import { clone, equal, isDict } from '../model/json.ts';

const operationSchema = z.discriminatedUnion('op', [
  z.object({ op: z.enum(['add', 'replace', 'test']), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
  z.object({ op: z.enum(['move', 'copy']), path: z.string(), from: z.string() }),
]);

type Operation = z.infer<typeof operationSchema>;

/** Applies an RFC 6902 patch. Throws 400 for a malformed patch, 422 for one that does not fit or whose test fails. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = z.array(operationSchema).safeParse(patch);
  if (!operations.success) throw badRequest('error decoding patch: not a list of JSON patch operations');
  return operations.data.reduce<unknown>((current, operation) => applyOperation(current, operation), clone(document));
}

function applyOperation(document: unknown, operation: Operation): unknown {
  const path = parsePointer(operation.path);
  switch (operation.op) {
    case 'add':
      return write(document, path, clone(operation.value), 'add');
    case 'replace':
      read(document, path);
      return write(document, path, clone(operation.value), 'replace');
    case 'remove':
      return erase(document, path);
    case 'test':
      if (!equal(read(document, path), operation.value)) throw unprocessablePatch();
      return document;
    case 'copy':
      return write(document, path, clone(read(document, parsePointer(operation.from))), 'add');
    case 'move': {
      const from = parsePointer(operation.from);
      const value = read(document, from);
      return write(erase(document, from), path, value, 'add');
    }
  }
}

function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw unprocessablePatch();
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function position(list: unknown[], token: string, end: number): number {
  if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) > end) throw unprocessablePatch();
  return Number(token) < list.length || Number(token) <= end ? Number(token) : 0;
}

function read(document: unknown, path: readonly string[]): unknown {
  let current = document;
  for (const token of path) {
    if (Array.isArray(current)) current = current[position(current, token, current.length - 1)];
    else if (isDict(current) && Object.hasOwn(current, token)) current = current[token];
    else throw unprocessablePatch();
  }
  return current;
}

function write(document: unknown, path: readonly string[], value: unknown, mode: 'add' | 'replace'): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) {
    if (last === '-' && mode === 'add') parent.push(value);
    else if (mode === 'add') parent.splice(position(parent, last, parent.length), 0, value);
    else parent[position(parent, last, parent.length - 1)] = value;
  } else if (isDict(parent)) parent[last] = value;
  else throw unprocessablePatch();
  return document;
}

function erase(document: unknown, path: readonly string[]): unknown {
  const last = path.at(-1);
  if (last === undefined) return null;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(position(parent, last, parent.length - 1), 1);
  else if (isDict(parent) && Object.hasOwn(parent, last)) delete parent[last];
  else throw unprocessablePatch();
  return document;
}
