import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface OnceOptions {
  method: HttpMethod;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/**
 * One request on a connection of its own, by Node's own client: undici keeps a pool for each address, and making one for
 * a single request costs twice the CPU, which counts where thousands of pods are asked every few seconds. Gives the
 * answer with its body still to be read; rejects where there is none, with Node's error.
 */
export function requestOnce(url: string, options: OnceOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === 'https:' ? secure : plain;
    const { method, headers, signal } = options;
    const call = send(url, { method, headers, signal, agent: false });
    call.once('response', resolve);
    call.on('error', reject);
    call.end(options.body);
  });
}
