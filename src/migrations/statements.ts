import { harmlessChanges, harmlessFunctions, harmlessStatements } from './harmless.ts';

/** One statement of a migration. */
export interface Statement {
  /** As it is written, on one line, without comments before it. */
  text: string;
  /** Why data may be lost by it, for people: "drops a table"; null where none is. */
  destroys: string | null;
}

/** What a migration would do. `unread`: nobody can tell, so it counts as destructive. */
export type SqlReading = { kind: 'read'; statements: Statement[] } | { kind: 'unread'; why: string };

type Node = Readonly<Record<string, unknown>>;

/** A tree that is deeper than this was not written by a person. */
const deepest = 1000;

/**
 * The statements of a parse tree, as PostgreSQL's own parser gives it for this text.
 * @param tree its JSON: `{stmts: [{stmt: {DropStmt: …}, stmt_location, stmt_len}]}`, places in bytes of UTF-8
 */
export function statementsOf(sql: string, tree: unknown): Statement[] {
  const bytes = new TextEncoder().encode(sql);
  const decoder = new TextDecoder();
  return list(asNode(tree)['stmts']).map((each) => {
    const { stmt, stmt_location: from = 0, stmt_len: length } = each;
    const [start, end] = [Number(from), length === undefined ? bytes.length : Number(from) + Number(length)];
    const text = oneLine(decoder.decode(bytes.subarray(start, end)));
    return { text, destroys: whyDestructive(asNode(stmt)) };
  });
}

/** Why data may be lost by a statement, or by one inside of it; null where none is. */
function whyDestructive(stmt: Node): string | null {
  const [kind = ''] = Object.keys(stmt);
  return destroysItself(kind, asNode(stmt[kind])) ?? destroysInside(stmt[kind]);
}

function destroysItself(kind: string, body: Node): string | null {
  switch (kind) {
    case 'DropStmt':
      return `drops ${object(body['removeType'])}`;
    case 'DropdbStmt':
      return 'drops a database';
    case 'TruncateStmt':
      return 'empties a table';
    case 'DeleteStmt':
      return choosesRows(body) ? null : 'deletes every row of a table';
    case 'UpdateStmt':
      return choosesRows(body) ? null : 'changes every row of a table';
    case 'AlterTableStmt':
      return firstOf(list(body['cmds']).map((each) => changeDestroys(asNode(each['AlterTableCmd']))));
    case 'RenameStmt':
    case 'AlterObjectSchemaStmt':
      return 'takes away a name that the old version uses';
    case 'AlterEnumStmt':
      return body['oldVal'] === undefined ? null : 'takes away a name that the old version uses';
    case 'SelectStmt':
      return callsUnknown(body);
    case 'DoStmt':
      return 'runs a DO block, which cannot be looked into';
    case 'CallStmt':
      return 'calls a procedure, which cannot be looked into';
    default:
      return harmlessStatements.has(kind) ? null : `is of a kind that is not known to be harmless (${kind})`;
  }
}

/**
 * A condition that names no column of the table itself chooses nothing: one of another table, or one within a query of its
 * own that does not say of which table it is, may hold for every row.
 */
function choosesRows({ relation, whereClause }: Node): boolean {
  const { relname, alias } = asNode(relation);
  const table = asNode(alias)['aliasname'] ?? relname;
  for (const [kind, node, within] of inside(whereClause)) {
    if (kind !== 'ColumnRef') continue;
    const names = list(node['fields']).map((field) => asNode(field['String'])['sval']);
    if (names.length < 2 ? !within : names.at(-2) === table) return true;
  }
  return false;
}

function changeDestroys({ subtype }: Node): string | null {
  switch (subtype) {
    case 'AT_DropColumn':
      return 'drops a column';
    case 'AT_AlterColumnType':
      return 'changes the type of a column';
    default:
      return harmlessChanges.has(String(subtype)) ? null : `changes a table (${String(subtype).replace('AT_', '')})`;
  }
}

function callsUnknown(body: Node): string | null {
  for (const [kind, node] of inside(body)) {
    if (kind !== 'FuncCall') continue;
    const name = list(node['funcname']).map((part) => String(asNode(part['String'])['sval']));
    const known = name.length === 1 || (name.length === 2 && name[0] === 'pg_catalog');
    if (!known || !harmlessFunctions.has(name.at(-1) ?? ''))
      return `calls ${name.join('.')}, which cannot be looked into`;
  }
  return null;
}

/** A `WITH` may hold statements that write; so may the body of what is made. */
function destroysInside(body: unknown): string | null {
  for (const [kind, node] of inside(body)) {
    if (['DeleteStmt', 'UpdateStmt'].includes(kind) && !choosesRows(node)) return destroysItself(kind, node);
    if (kind === 'MergeWhenClause' && node['commandType'] === 'CMD_DELETE') return 'deletes rows of a table';
  }
  return null;
}

/** All nodes below one, with their kinds and whether they stand in a query within, without recursion. Throws where the tree is too deep. */
function* inside(root: unknown): Generator<[kind: string, node: Node, within: boolean]> {
  const open: { value: unknown; depth: number; within: boolean }[] = [{ value: root, depth: 0, within: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth, within } = next;
    if (depth > deepest) throw new Error('it is nested too deeply');
    if (typeof value !== 'object' || value === null) continue;
    for (const [kind, node] of Object.entries(value)) {
      if (!Array.isArray(value)) yield [kind, asNode(node), within];
      open.push({ value: node, depth: depth + 1, within: within || kind === 'subselect' });
    }
  }
}

/** `OBJECT_TABLE` → "a table". */
function object(type: unknown): string {
  const word = String(type).replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function oneLine(text: string): string {
  const bare = text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  return bare.replace(/\s+/g, ' ').trim();
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((each) => each !== null) ?? null;
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function list(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(asNode) : [];
}
