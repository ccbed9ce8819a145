import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { readKubeconfig } from './kubeconfig.ts';

export type PatchKind = 'merge' | 'json' | 'apply';

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

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
  patch(path: string, body: unknown, kind?: PatchKind): Promise<unknown>;
  delete(path: string, body?: unknown): Promise<unknown>;
  /** The lines of a watch, parsed, until the server ends it, it breaks (throws), or the signal aborts (throws). */
  watch(path: string, signal: AbortSignal): AsyncIterable<unknown>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const attempts = 8;
/** Answers that may be different in a moment. 500 is among them because only idempotent calls are made. */
const passing = new Set([429, 500, 502, 503, 504]);

/**
 * Connects to the cluster of a kubeconfig (YAML). Methods throw a KubeError for an error answer; 429, 5xx and broken
 * connections are tried again for some seconds first.
 */
export function connectKube(kubeconfig: string): KubeClient {
  const { server, tls, headers } = readKubeconfig(kubeconfig);
  const agent = new Agent({ connect: tls, connections: 64, bodyTimeout: 0, headersTimeout: 30_000 });

  async function once(method: Method, path: string, body: unknown, type: string) {
    const answer = await request(server + path, {
      method,
      dispatcher: agent,
      headers: { ...headers, accept: 'application/json', 'content-type': type },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, text, retryAfter: Number(answer.headers['retry-after'] ?? 0) };
  }

  async function call(method: Method, path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(method, path, body, type).catch((error: Error) => {
        if (attempt >= attempts || agent.destroyed) throw error;
        return undefined;
      });
      if (answer && answer.status < 400) return JSON.parse(answer.text);
      if (answer && (!passing.has(answer.status) || attempt >= attempts)) {
        throw new KubeError(method, path, answer.status, answer.text.slice(0, 500));
      }
      await sleep(Math.max((answer?.retryAfter ?? 0) * 1000, Math.min(1000, 25 * 2 ** attempt)), undefined, {
        ref: false,
      });
    }
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body, kind = 'merge') => call('PATCH', path, body, patchTypes[kind]),
    delete: (path, body) => call('DELETE', path, body),
    async *watch(path, signal) {
      const answer = await request(server + path, { dispatcher: agent, headers, signal });
      if (answer.statusCode >= 400) {
        throw new KubeError('GET', path, answer.statusCode, (await answer.body.text()).slice(0, 500));
      }
      yield* parseLines(answer.body);
    },
    close: () => agent.destroy(),
  };
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
