import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { readKubeconfig } from './kubeconfig.ts';

/** The answer of the API server was an error. */
export class KubeError extends Error {
  readonly status: number;

  constructor(method: string, path: string, status: number, message: string) {
    super(`${method} ${path}: ${status} ${message}`);
    this.name = 'KubeError';
    this.status = status;
  }
}

/** A bare client of a Kubernetes API: JSON in and out, one pool of connections, patient with a busy server. */
export interface KubeClient {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** JSON merge patch. */
  patch(path: string, body: unknown): Promise<unknown>;
  delete(path: string, body?: unknown): Promise<unknown>;
  /** The lines of a watch, parsed, until the server ends it, it breaks (throws), or the signal aborts (throws). */
  watch(path: string, signal: AbortSignal): AsyncIterable<unknown>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** How long to go on asking a server that is busy or away: longer than any outage that a test plays. */
const patienceMs = 120_000;
/** Answers that may be different in a moment. A repeated creation shows as 409, which the callers know. */
const passing = new Set([429, 500, 502, 503, 504]);

/**
 * Connects to the cluster of a kubeconfig (YAML). Methods throw a KubeError for an error answer; 429, 5xx and broken
 * connections are tried again for two minutes first.
 */
export function connectKube(kubeconfig: string): KubeClient {
  const { server, tls, ...access } = readKubeconfig(kubeconfig);
  // The name lets faults on demand spare the simulation itself.
  const headers = { ...access.headers, 'user-agent': 'sandbox-workloads' };
  const agent = new Agent({ connect: tls, connections: 64, bodyTimeout: 0, headersTimeout: 30_000 });
  const closing = new AbortController();
  const connection = { server, headers, agent, signal: closing.signal };

  async function call(method: Method, path: string, body?: unknown): Promise<unknown> {
    const until = performance.now() + patienceMs;
    for (let waitMs = 50; ; waitMs = Math.min(1000, waitMs * 2)) {
      const late = performance.now() > until;
      const answer = await once(connection, method, path, body).catch((error: unknown) => {
        if (late || closing.signal.aborted) throw error;
        return undefined;
      });
      if (answer && answer.status < 400) return JSON.parse(answer.text);
      if (answer && (late || !passing.has(answer.status))) {
        throw new KubeError(method, path, answer.status, answer.text.slice(0, 500));
      }
      await sleep(Math.max((answer?.retryAfter ?? 0) * 1000, waitMs), undefined, { signal: closing.signal });
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path, body) => call('DELETE', path, body),
    async *watch(path, signal) {
      const answer = await request(server + path, { dispatcher: agent, headers, signal });
      if (answer.statusCode >= 400) {
        throw new KubeError('GET', path, answer.statusCode, (await answer.body.text()).slice(0, 500));
      }
      yield* parseLines(answer.body);
    },
    close() {
      closing.abort();
      return agent.destroy();
    },
  };
}

interface Connection {
  server: string;
  headers: Record<string, string>;
  agent: Agent;
  signal: AbortSignal;
}

async function once({ server, headers, agent, signal }: Connection, method: Method, path: string, body: unknown) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await request(server + path, {
    method,
    dispatcher: agent,
    signal,
    headers: { ...headers, accept: 'application/json', 'content-type': type },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, text, retryAfter: Number(answer.headers['retry-after'] ?? 0) };
}

async function* parseLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
  }
}
