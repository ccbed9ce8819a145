import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
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

async function executable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function install(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Program | null> {
  const root = process.getuid?.() === 0;
  if (root && (await executable('/usr/bin/apt-get'))) {
    say('No Redis here: installing the package redis-server with apt-get (it is not started as a service) …');
    await withoutServiceStart(async () => {
      const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
      await run('apt-get', ['update', '-qq'], options);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options);
    });
    return findProgram(env);
  }
  if (await works('brew', ['--version'])) {
    say('No Redis here: installing it with Homebrew …');
    await run('brew', ['install', 'redis']);
    return findProgram(env);
  }
  return (await works('docker', ['info'])) ? { kind: 'docker' } : null;
}

/** Debian starts a service as soon as it is installed, unless this file says no. */
async function withoutServiceStart(work: () => Promise<void>): Promise<void> {
  const { chmod, rm, writeFile } = await import('node:fs/promises');
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !(await executable(policy));
  if (ours) {
    await writeFile(policy, '#!/bin/sh\nexit 101\n');
    await chmod(policy, 0o755);
  }
  await work().finally(() => (ours ? rm(policy, { force: true }) : undefined));
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
