import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/sluice.js', import.meta.url));
const keptLines = 500;

/** Whatever becomes of a test: nothing that it started goes on without it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A line of Sluice's log, or anything else that it printed, under `msg`. */
export interface LogLine {
  msg: string;
  [fact: string]: unknown;
}

/** A real process. Its ends can be awaited; nothing here looks at a clock but for the deadlines. */
export interface Process {
  pid: number;
  /** The latest lines, the oldest first. */
  lines(): readonly LogLine[];
  /** The first line for which the predicate holds, printed already or later. Rejects when the process ends first. */
  waitForLine(predicate: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Resolves when the process is gone; null where a signal ended it. */
  ended: Promise<number | null>;
  /** kill -9, sent before this returns. */
  kill(): Promise<number | null>;
  /** SIGTERM: gives the exit code once it has stopped. */
  stop(): Promise<number | null>;
}

/** Runs a program of this repository with this Node, whose own options may stand before the program. */
export function startNode(
  script: string | readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Process {
  const child = spawn(process.execPath, [script, args].flat(), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { lines, waitForLine } = readLines(child);
  running.add(child);
  child.once('close', () => running.delete(child));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { pid: child.pid ?? 0, lines, waitForLine, ended, kill: () => send('SIGKILL'), stop: () => send('SIGTERM') };
}

/** What Sluice's environment is in a world. */
export interface SluicePlace {
  redisUrl: string;
  catalogue: string;
  kubeconfig: string;
  slack: { apiUrl: string; botToken: string; appToken?: string; signingSecret?: string };
  prefix: string;
  /** What its settings name besides, such as tokens. */
  env?: Readonly<Record<string, string>>;
}

/** The environment of a Sluice in a world: nothing of the surrounding process but what Node itself needs. */
export function sluiceEnvironment(place: SluicePlace, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_OPTIONS } = process.env;
  return {
    ...(PATH ? { PATH } : {}),
    ...(HOME ? { HOME } : {}),
    ...(NODE_OPTIONS ? { NODE_OPTIONS } : {}),
    REDIS_URL: place.redisUrl,
    SLUICE_PREFIX: place.prefix,
    SLUICE_CATALOGUE: place.catalogue,
    SLUICE_KUBECONFIG: place.kubeconfig,
    SLACK_API_URL: place.slack.apiUrl,
    SLACK_BOT_TOKEN: place.slack.botToken,
    ...(place.slack.appToken ? { SLACK_APP_TOKEN: place.slack.appToken } : {}),
    ...(place.slack.signingSecret ? { SLACK_SIGNING_SECRET: place.slack.signingSecret } : {}),
    SLUICE_HOST: '127.0.0.1',
    PORT: '0',
    ...place.env,
    ...more,
  };
}

export type Role = 'all' | 'bot' | 'worker';

/** `sluice run`, as a process of its own. */
export function startSluiceProcess(place: SluicePlace, role: Role, more: NodeJS.ProcessEnv = {}): Process {
  return startNode(bin, ['run', '--role', role], sluiceEnvironment(place, more));
}

/** Resolves with the port of `/readyz` once Sluice says that it is ready. */
export async function sluiceReady(sluice: Process, timeoutMs = 120_000): Promise<number> {
  const { port } = await sluice.waitForLine(({ msg }) => msg === 'Sluice is ready', timeoutMs);
  return Number(port);
}

interface Waiting {
  predicate(line: LogLine): boolean;
  resolve(line: LogLine): void;
  reject(error: Error): void;
}

function readLines(child: ChildProcess): Pick<Process, 'lines' | 'waitForLine'> {
  const lines: LogLine[] = [];
  const waiting = new Set<Waiting>();
  let over = false;
  const tail = () => lines.slice(-15).map(({ msg, error, err }) => JSON.stringify({ msg, error, err }));

  function take(text: string): void {
    const line = parseLine(text);
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    for (const each of [...waiting]) if (each.predicate(line)) each.resolve(line);
  }
  for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, take);
  child.once('close', () => {
    over = true;
    for (const each of [...waiting])
      each.reject(new Error(`the process has ended; it said last:\n${tail().join('\n')}`));
  });

  function waitForLine(predicate: Waiting['predicate'], timeoutMs = 10_000): Promise<LogLine> {
    const there = lines.find(predicate);
    if (there) return Promise.resolve(there);
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    const entry: Waiting = { predicate, resolve, reject };
    const late = () => reject(new Error(`no such line in ${timeoutMs} ms; last:\n${tail().join('\n')}`));
    const timer = setTimeout(late, timeoutMs);
    if (over) late();
    waiting.add(entry);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(entry);
    });
  }
  return { lines: () => lines, waitForLine };
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') take(part);
  });
}

function parseLine(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === 'object' && 'msg' in value ? (value as LogLine) : { msg: text };
  } catch {
    return { msg: text };
  }
}
