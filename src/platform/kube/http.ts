import { type Dispatcher, request } from 'undici';
import { readBody } from '../body.ts';
import type { Share } from '../byte-budget.ts';
import { type HttpAnswer, KubeError } from '../kube.ts';
import type { Access, Connection, Pool } from './auth.ts';
import { errorOfAnswer, errorOfFailure } from './errors.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Longest body that is read, in bytes; a longer one is an error. */
  maxBytes?: number;
  /** Room for the body, where many are read at once. */
  share?: Share;
  /** Deadline of this call, where it is shorter than that of all calls. */
  timeoutMs?: number;
  /** `calls` by default. */
  pool?: Pool;
  /** What is tried, for error messages: `get Deployment shop/web`. */
  what: string;
}

export interface Http {
  /** Any status is an answer. Throws `unreachable` where there is none within the deadline. */
  answer(call: Call): Promise<HttpAnswer>;
  /** The parsed body of a success. Throws the KubeError that a status of 400 or more stands for. */
  json(call: Call): Promise<unknown>;
  /** The body of a success as it comes. The caller ends it by the signal; only the headers have the deadline. */
  stream(call: Call, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

const defaultMaxBytes = 256 * 1024 * 1024;

/** HTTP to one API server over the connection's shared pools; every call ends within `timeoutMs`. */
export function createHttp(connection: Connection, settings: { timeoutMs: number; userAgent: string }): Http {
  const { timeoutMs, userAgent } = settings;

  const open = opener(connection, userAgent);

  async function attempt(call: Call): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(deadlineOf(call));
    const response = await open(call, signal);
    const body = await readText(response.body, call, signal);
    return { status: response.statusCode, headers: flatten(response.headers), body };
  }

  async function answer(call: Call): Promise<HttpAnswer> {
    try {
      const got = await attempt(call).catch((error: unknown) => {
        // A kept-alive connection may be closed by the server just as it is used again: a read is simply sent again.
        if (call.method === 'GET' && isReset(error)) return attempt(call);
        throw error;
      });
      // Nothing was done yet, and the credentials may just have been rotated: they are read anew.
      return isRefused(call, got.status) ? await attempt(call) : got;
    } catch (error) {
      throw errorOfFailure(call.what, error, deadlineOf(call));
    }
  }

  function deadlineOf(call: Call): number {
    return Math.min(timeoutMs, call.timeoutMs ?? timeoutMs);
  }

  return {
    answer,
    async json(call) {
      const got = await answer(call);
      if (got.status >= 400) throw errorOfAnswer(call.what, got);
      return parseAnswer(got, call.what);
    },
    async stream(call, signal) {
      const headers = AbortSignal.timeout(timeoutMs);
      const opening = new AbortController();
      const stop = () => opening.abort(headers.reason);
      headers.addEventListener('abort', stop, { once: true });
      try {
        const response = await open({ ...call, pool: 'watches' }, AbortSignal.any([opening.signal, signal]));
        if (response.statusCode < 400) return response.body;
        const body = await readText(response.body, call, opening.signal);
        throw errorOfAnswer(call.what, { status: response.statusCode, headers: flatten(response.headers), body });
      } catch (error) {
        throw errorOfFailure(call.what, error, timeoutMs);
      } finally {
        headers.removeEventListener('abort', stop);
      }
    },
  };
}

function opener(connection: Connection, userAgent: string) {
  return async (call: Call, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    const access = await raceAbort(connection.access(), signal);
    const response = await request(addressOf(access, call), {
      method: call.method,
      dispatcher: access[call.pool ?? 'calls'],
      signal,
      headers: {
        accept: 'application/json',
        ...call.headers,
        'user-agent': userAgent,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...access.headers,
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
    });
    if (isRefused(call, response.statusCode)) connection.forget();
    return response;
  };
}

/** The address, after making sure that no part of the path can lead elsewhere (`..` is resolved by URL parsers). */
function addressOf(access: Access, call: Call): URL {
  const address = new URL(access.server + call.path);
  const wanted = new URL(access.server).pathname.replace(/\/$/, '') + call.path.split('?', 1)[0];
  if (address.pathname !== wanted || address.hash !== '') {
    throw new KubeError('invalid', `${call.what}: "${call.path}" is not a plain path`);
  }
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, value);
  }
  return address;
}

async function readText(body: AsyncIterable<Uint8Array>, call: Call, signal: AbortSignal): Promise<string> {
  const { maxBytes = defaultMaxBytes, share } = call;
  const read = await readBody(body, { maxBytes, share, signal });
  if (read === null) throw new KubeError('invalid', `${call.what}: the answer is longer than ${maxBytes} bytes`);
  return read.toString('utf8');
}

/** The JSON of an answer. Throws a `KubeError` that says what was tried where it is none. */
export function parseAnswer({ body, status }: HttpAnswer, what: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KubeError('server', `${what}: the answer is not JSON`, status);
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

/** A pod behind the proxy may say 401 for reasons of its own. */
function isRefused({ pool }: Call, status: number): boolean {
  return status === 401 && pool !== 'pods';
}

function isReset(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Credentials may come from a program that hangs: its time counts as well. */
function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
