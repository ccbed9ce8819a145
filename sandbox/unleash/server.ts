import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../redis/ports.ts';
import { end, launch } from '../redis/server.ts';
import type { UnleashPrograms } from './program.ts';

const run = promisify(execFile);

/** A real Unleash with a database of its own. */
export interface UnleashServer {
  url: string;
  /** A token for everything. */
  adminToken: string;
  /** A backend token for the project `default` in the environment `development`. */
  clientToken: string;
  /** Backend tokens for the project `default`, by environment. */
  clientTokens: Readonly<Record<string, string>>;
  /** Of its own database, in a server of its own. */
  databaseUrl: string;
  /** Unleash goes, the database stays. */
  kill(): Promise<void>;
  /** After `kill`, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const adminToken = '*:*.only-for-tests-and-the-sandbox';
const clientTokens = {
  development: 'default:development.only-for-tests-and-the-sandbox',
  production: 'default:production.only-for-tests-and-the-sandbox',
};

/** Starts PostgreSQL and Unleash on free loopback ports, with data in a folder that goes when they stop. */
export async function startUnleash(programs: UnleashPrograms): Promise<UnleashServer> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-unleash-'));
  const [databasePort, port] = [await freePort(), await freePort()];
  const database = await startPostgres(programs.postgres, dir, databasePort);
  const databaseUrl = `postgres://postgres@127.0.0.1:${databasePort}/postgres`;
  const start = () =>
    launch(process.execPath, [programs.server], 'Unleash has started', {
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: 'false',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      INIT_ADMIN_API_TOKENS: adminToken,
      INIT_BACKEND_API_TOKENS: Object.values(clientTokens).join(),
      LOG_LEVEL: 'info',
      // Nothing outside is called.
      CHECK_VERSION: 'false',
      SEND_TELEMETRY: 'false',
    });
  let server = await start().catch(async (error: unknown) => {
    await end(database, 'SIGKILL');
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    adminToken,
    clientToken: clientTokens.development,
    clientTokens,
    databaseUrl,
    kill: () => end(server, 'SIGKILL'),
    async start() {
      server = await start();
    },
    async stop() {
      await end(server, 'SIGKILL');
      // It leaves no shared memory behind when it is asked to stop at once.
      await end(database, 'SIGQUIT');
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startPostgres(bin: string, dir: string, port: number) {
  const data = join(dir, 'data');
  const initdb = asNobody(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  await run(initdb.program, initdb.args);
  const local = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
  const postgres = asNobody(join(bin, 'postgres'), ['-D', data, ...local, '-c', 'fsync=off', '-c', 'autovacuum=off']);
  return launch(postgres.program, postgres.args, 'ready to accept connections');
}

/** PostgreSQL refuses to run as root: it then gets a user namespace in which it is somebody else. */
function asNobody(program: string, args: readonly string[]): { program: string; args: readonly string[] } {
  return process.getuid?.() === 0 ? { program: 'unshare', args: ['--user', program, ...args] } : { program, args };
}
