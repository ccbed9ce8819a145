import { createRequire } from 'node:module';
import type { Database, Table } from './database.ts';

interface Client {
  connect(): Promise<void>;
  query(sql: string | { text: string; values?: unknown[]; rowMode?: 'array' }): Promise<Answer>;
  on(event: 'error', listener: () => void): void;
  end(): Promise<void>;
}
interface Answer {
  fields: { name: string }[];
  rows: unknown[][];
}

/**
 * Databases of a PostgreSQL that runs already, one for each name, with a table in each.
 * @param programs where its client is found: it comes with Unleash
 * @param url of a database that is there
 */
export async function postgresDatabases(
  programs: { server: string },
  url: string,
  names: readonly string[],
  first: Table,
): Promise<Record<string, Database>> {
  const { Client } = createRequire(programs.server)('pg') as { Client: new (url: string) => Client };
  const connect = async (to: string) => {
    const client = new Client(to);
    // It goes with its server when everything stops.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = await connect(url);
  for (const name of names) await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const made = names.map(async (name) => {
    const client = await connect(new URL(`/${name}`, url).href);
    await fill(client, first);
    return [name, databaseOf(client)] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

async function fill(client: Client, { name, columns, rows }: Table): Promise<void> {
  await client.query(`CREATE TABLE ${name} (${columns.map((column) => `${column} text`).join()})`);
  const places = columns.map((_, at) => `$${at + 1}`).join();
  for (const values of rows) await client.query({ text: `INSERT INTO ${name} VALUES (${places})`, values });
}

function databaseOf(client: Client): Database {
  async function table(name: string): Promise<Table> {
    const { fields, rows } = await client.query({ text: `TABLE "${name}"`, rowMode: 'array' });
    const cell = (value: unknown) => (value === null ? null : String(value));
    return { name, columns: fields.map((field) => field.name), rows: rows.map((row) => row.map(cell)) };
  }
  return {
    run: async (statement) => void (await client.query(statement)),
    async tables() {
      const text = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
      const { rows } = await client.query({ text, rowMode: 'array' });
      const found: Table[] = [];
      for (const [name] of rows) found.push(await table(String(name)));
      return found;
    },
    stop: () => client.end(),
  };
}
