import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { end } from '../../../sandbox/redis/server.ts';
import { type Name, pathOf } from './programs.ts';

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

const patienceMs = 60_000;
const keptLines = 20;

/** Starts one of the built programs. Rejects with its last words where it ends first, or is not ready in a minute. */
export async function start(name: Name, args: readonly string[], health?: Health): Promise<Program> {
  const path = await pathOf(name);
  let child = await launch(path, args, health);
  return {
    kill: () => end(child, 'SIGKILL'),
    async again() {
      child = await launch(path, args, health);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      await end(child, 'SIGTERM');
    },
  };
}

async function launch(path: string, args: readonly string[], health: Health | undefined): Promise<ChildProcess> {
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
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
