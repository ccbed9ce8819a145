import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './ports.ts';

export interface RedisServer {
  url: string;
  port: number;
  pid: number;
  /** Kills it at once and starts it again on the same port and data. */
  restart(): Promise<void>;
  /** kill -9, and nothing after it. */
  kill(): Promise<void>;
  /** SIGSTOP: it accepts connections and answers nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  binary?: string;
  /** Extra settings, each as on the command line, e.g. `['--appendfsync', 'always']`. */
  settings?: readonly string[];
  port?: number;
}

/** A Redis of our own: on a free loopback port, with an append-only file in a folder that goes when it stops. */
export async function startRedisServer({
  binary = 'redis-server',
  settings = [],
  port: wanted,
}: RedisServerOptions = {}): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-redis-'));
  const port = wanted ?? (await freePort());
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--appendonly',
    'yes',
    '--save',
    '',
    '--hz',
    '100',
    ...settings,
  ];
  let child = await launch(binary, args);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    async restart() {
      await end(child, 'SIGKILL');
      child = await launch(binary, args);
    },
    kill: () => end(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      // It heeds no SIGTERM while it writes its first append-only file, as a replica does after each full copy.
      await end(child, 'SIGKILL');
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Resolves once the server has said that it is `ready`. @param env beyond this process's own */
export async function launch(
  binary: string,
  args: readonly string[],
  ready = 'Ready to accept connections',
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  // A group of its own: Ctrl-C in a terminal must reach those who use it first.
  const child = spawn(binary, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${binary} ended with code ${code}: ${lines.slice(-3).join(' | ')}`)),
    );
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (line.includes(ready)) resolve();
      });
    }
  });
  child.removeAllListeners('exit');
  const die = () => child.kill('SIGKILL');
  process.once('exit', die);
  child.once('exit', () => process.off('exit', die));
  return child;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
