import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { aptInstall, canInstall, executable } from './apt.ts';
import { startRedisServer } from './server.ts';

const run = promisify(execFile);

export interface FoundRedis {
  url: string;
  /** What was found or done, in words. */
  how: string;
  stop(): Promise<void>;
}

const names = ['redis-server', 'valkey-server'];

/**
 * A Redis to work with: the one that REDIS_URL names, one started from a program on this machine, or, where that can be
 * done without asking, one installed first. Throws one sentence where there is no way.
 * @param say told before anything is installed
 */
export async function findRedis(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<FoundRedis> {
  const url = env['REDIS_URL'];
  if (url) return { url, how: `Redis: yours, from REDIS_URL`, stop: async () => undefined };
  const binary = (await findProgram(env)) ?? (await install(env, say));
  if (!binary) {
    throw new Error(
      'Sluice needs a Redis: install redis-server (or valkey), start Docker, or set REDIS_URL=redis://host:6379.',
    );
  }
  if (binary.kind === 'docker') return startInDocker();
  const server = await startRedisServer({ binary: binary.path });
  return {
    url: server.url,
    how: `Redis: ${binary.path}, started for this run on port ${server.port}`,
    stop: () => server.stop(),
  };
}

type Program = { kind: 'program'; path: string } | { kind: 'docker' };

async function findProgram(env: NodeJS.ProcessEnv): Promise<Program | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (await executable(path)) return { kind: 'program', path };
    }
  }
  return null;
}

async function install(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Program | null> {
  if (await canInstall()) {
    say('No Redis here: installing the package redis-server with apt-get (it is not started as a service) …');
    await aptInstall(['redis-server'], env);
    return findProgram(env);
  }
  if (await works('brew', ['--version'])) {
    say('No Redis here: installing it with Homebrew …');
    await run('brew', ['install', 'redis']);
    return findProgram(env);
  }
  return (await works('docker', ['info'])) ? { kind: 'docker' } : null;
}

async function works(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, [...args], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function startInDocker(): Promise<FoundRedis> {
  const { stdout } = await run('docker', [
    'run',
    '--rm',
    '-d',
    '-p',
    '127.0.0.1::6379',
    'redis:7',
    'redis-server',
    '--appendonly',
    'yes',
  ]);
  const id = stdout.trim();
  const port = (await run('docker', ['port', id, '6379/tcp'])).stdout.trim().split(':').at(-1);
  const stop = async () => void (await run('docker', ['stop', id]));
  return { url: `redis://127.0.0.1:${port}`, how: `Redis: a Docker container on port ${port}`, stop };
}
