import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { end } from '../redis/server.ts';

/** A program that runs; it ends with this process at the latest. */
export interface Program {
  /** kill -9. */
  kill(): Promise<void>;
  /** After `kill`: once more, with the same arguments; resolves once it is ready. */
  again(): Promise<void>;
  /** SIGSTOP: it answers nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  stop(): Promise<void>;
}

/** An address that answers 200 as soon as the program is ready. */
export interface Health {
  url: string;
  dispatcher?: Dispatcher;
  headers?: Record<string, string>;
}

export interface ProgramOptions {
  health?: Health;
  /** Besides this process' own. */
  env?: NodeJS.ProcessEnv;
}

const patienceMs = 60_000;
const keptLines = 20;

/** Starts a program. Rejects with its last words where it ends first, or is not ready in a minute. */
export async function startProgram(
  path: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Program> {
  let child = await launch(path, args, options);
  return {
    kill: () => end(child, 'SIGKILL'),
    async again() {
      child = await launch(path, args, options);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      await end(child, 'SIGTERM');
    },
  };
}

async function launch(path: string, args: readonly string[], { health, env }: ProgramOptions): Promise<ChildProcess> {
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  const words: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    if (words.length > keptLines) words.shift();
  });
  const die = () => child.kill('SIGKILL');
  process.once('exit', die);
  child.once('exit', () => process.off('exit', die));
  await once(child, 'spawn');
  const until = performance.now() + patienceMs;
  while (health && !(await isWell(health))) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${path} did not get ready; it said last:\n${words.join('\n')}`);
    }
    await sleep(100);
  }
  return child;
}

async function isWell({ url, ...options }: Health): Promise<boolean> {
  const answer = await request(url, options).catch(() => null);
  await answer?.body.dump();
  return answer?.statusCode === 200;
}
