import type { Database, Table } from './database.ts';

/** A database in memory that knows as much SQL as the sandbox's migrations speak: for where there is no PostgreSQL. */
export function smallDatabase(first: readonly Table[]): Database {
  const tables = new Map(first.map((table) => [table.name, structuredClone(table)]));

  function mustFind(name: string): Table {
    const found = tables.get(name);
    if (!found) throw new Error(`relation "${name}" does not exist`);
    return found;
  }

  function addColumn(name: string, column: string, mayExist: boolean): void {
    const { columns, rows } = mustFind(name);
    if (columns.includes(column)) {
      if (mayExist) return;
      throw new Error(`column "${column}" of relation "${name}" already exists`);
    }
    columns.push(column);
    for (const row of rows) row.push(null);
  }

  function dropColumn(name: string, column: string, mayLack: boolean): void {
    const { columns, rows } = mustFind(name);
    const at = columns.indexOf(column);
    if (at < 0 && mayLack) return;
    if (at < 0) throw new Error(`column "${column}" of relation "${name}" does not exist`);
    columns.splice(at, 1);
    for (const row of rows) row.splice(at, 1);
  }

  function select(name: string, column: string): void {
    if (!mustFind(name).columns.includes(column)) throw new Error(`column "${column}" does not exist`);
  }

  const statements: readonly (readonly [RegExp, (...parts: string[]) => void])[] = [
    [
      /^CREATE TABLE (\w+) AS TABLE (\w+)$/i,
      (name, from) => {
        if (tables.has(name)) throw new Error(`relation "${name}" already exists`);
        tables.set(name, { ...structuredClone(mustFind(from)), name });
      },
    ],
    [/^DROP TABLE IF EXISTS (\w+)$/i, (name) => void tables.delete(name)],
    [
      /^ALTER TABLE (\w+) ADD COLUMN (IF NOT EXISTS )?(\w+) \w+$/i,
      (name, mayExist, column) => addColumn(name, column, mayExist !== ''),
    ],
    [
      /^ALTER TABLE (\w+) DROP COLUMN (IF EXISTS )?(\w+)$/i,
      (name, mayLack, column) => dropColumn(name, column, mayLack !== ''),
    ],
    [/^SELECT (\w+) FROM (\w+)$/i, (column, name) => select(name, column)],
  ];

  return {
    async run(statement) {
      for (const [pattern, act] of statements) {
        const [whole, ...parts] = pattern.exec(statement) ?? [];
        if (whole !== undefined) return act(...parts.map((part) => part ?? ''));
      }
      throw new Error(`the small database does not understand: ${statement}`);
    },
    tables: async () => structuredClone([...tables.values()]).sort((a, b) => a.name.localeCompare(b.name)),
    stop: async () => undefined,
  };
}
