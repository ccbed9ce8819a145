import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from '../../../sandbox/redis/ports.ts';
import { clientFor, isRoot, pathOf } from './programs.ts';

export interface Postgres {
  /** Of a database, by its name. */
  url(database: string): string;
  /** Runs SQL. @returns the rows of the last statement */
  sql(database: string, sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** `nobody`. */
const nobody = 65_534;

/** A PostgreSQL of its own, empty, at a port of the loopback address. It keeps nothing. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-postgres-'));
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  if (isRoot) await chown(folder, nobody, nobody);
  const options = { ...user, cwd: folder, env: { LC_ALL: 'C', PATH: process.env['PATH'] } };
  const [data, port] = [join(folder, 'data'), await freePort()];
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'];
  await promisify(execFile)(pathOf('initdb'), initdb, options);
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((each) => [
    '-c',
    each,
  ]);
  const server = spawn(pathOf('postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  return {
    url,
    async sql(database, text) {
      const client = clientFor(url(database));
      await client.connect();
      try {
        const answer = await client.query(text);
        return [answer].flat().at(-1)?.rows ?? [];
      } finally {
        await client.end();
      }
    },
    async stop() {
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rejects with the last of what it said where it ends instead. */
async function ready(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error('PostgreSQL has no log');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start: ${said.slice(-5).join(' ')}`);
}
