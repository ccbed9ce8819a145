import { Agent, request } from 'undici';
import { readBody } from './body.ts';
import { NoRoom, type Share } from './byte-budget.ts';
import { type HttpMethod, requestOnce } from './http-once.ts';

export interface HttpOptions {
  method?: HttpMethod;
  headers?: Record<string, string>;
  /** Of a method that sends one. */
  body?: string;
  /** For the whole exchange, from connecting to the last byte. */
  timeoutMs: number;
  /** A longer body is not an answer. Default: 8 MiB. */
  maxBytes?: number;
  /** Room for the body, where many are read at once. Whoever gives it also gives it back. */
  share?: Share;
  /** Nothing more will be asked there soon: the connection is not kept. */
  once?: boolean;
}

export interface HttpAnswer {
  kind: 'answer';
  status: number;
  /** Names in lower case; of repeated headers all values, joined by ", ". */
  headers: Record<string, string>;
  body: Buffer;
}

/** Any status is an answer; `none` is everything that did not get as far. `detail` is plain text for people, without secrets. */
export type HttpReply = HttpAnswer | { kind: 'none'; why: 'timeout' | 'too-large' | 'unreachable'; detail: string };

/** Redirects are answers too: only the caller knows who may see its headers. */
export interface HttpClient {
  /** Never throws. */
  get(url: string, options: HttpOptions): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Of a body, where nothing else is said. */
export const usualMaxBytes = 8 * 1024 * 1024;

/** One client with one pool of connections for all that Sluice asks over HTTP. */
export function createHttpClient(): HttpClient {
  const agent = new Agent({ connections: 16, keepAliveTimeout: 30_000 });
  return {
    get: (url, options) => get(agent, url, options),
    close: () => agent.destroy(),
  };
}

/**
 * `get` for callers to whom no answer is an exception. Throws `NoAnswer` where there is none.
 */
export function createHttpGet(client: HttpClient) {
  return async (url: string, options: Omit<HttpOptions, 'method' | 'body'>) => {
    const reply = await client.get(url, options);
    if (reply.kind === 'none') throw new NoAnswer(reply.why, reply.detail);
    return { status: reply.status, headers: reply.headers, body: reply.body.toString('utf8') };
  };
}

/** Nobody answered in time, or not in a way that can be read. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  readonly why: 'timeout' | 'too-large' | 'unreachable';

  constructor(why: NoAnswer['why'], detail: string) {
    super(detail);
    this.why = why;
  }
}

async function get(agent: Agent, url: string, options: HttpOptions): Promise<HttpReply> {
  const {
    method = 'GET',
    headers = {},
    body: sent,
    timeoutMs,
    maxBytes = usualMaxBytes,
    once = false,
    share,
  } = options;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const given = { method, headers, signal: controller.signal, ...(sent === undefined ? {} : { body: sent }) };
    const answer = once ? await requestOnce(url, given) : await request(url, { ...given, dispatcher: agent });
    const { statusCode = 0, headers: received } = answer;
    const body = await readBody('body' in answer ? answer.body : answer, {
      maxBytes,
      share,
      signal: controller.signal,
    });
    if (body === null) {
      return { kind: 'none', why: 'too-large', detail: `${hostOf(url)} answered with more than ${maxBytes} bytes` };
    }
    return { kind: 'answer', status: statusCode, headers: flat(received), body };
  } catch (error) {
    if (error instanceof NoRoom) return { kind: 'none', why: 'too-large', detail: error.message };
    if (controller.signal.aborted) {
      return { kind: 'none', why: 'timeout', detail: `${hostOf(url)} did not answer within ${timeoutMs / 1000} s` };
    }
    return { kind: 'none', why: 'unreachable', detail: `${hostOf(url)} cannot be reached (${codeOf(error)})` };
  } finally {
    clearTimeout(timer);
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return Object.fromEntries(entries);
}

/** Only the host: paths and queries may carry what is nobody's business. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address';
}

function codeOf(error: unknown): string {
  const { code, cause, message } = error as { code?: unknown; cause?: { code?: unknown }; message?: unknown };
  return String(code ?? cause?.code ?? message ?? error).slice(0, 200);
}
