import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/platform/clock.ts';
import type { HttpClient, HttpReply } from '../../../src/platform/http.ts';

export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  timeoutMs: number;
}

/** An HTTP client that answers by a function and remembers what it was asked. */
export function scripted(answer: (asked: Asked, nth: number) => HttpReply): HttpClient & { asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async get(url, { method = 'GET', headers = {}, timeoutMs }) {
      const one = { method, url, headers, timeoutMs };
      asked.push(one);
      return answer(one, asked.length);
    },
    async close() {},
  };
}

/** A clock that stands still but for its sleepers, who wake at once at their time. */
export function patientClock(): Clock & { slept: number[] } {
  let now = 1_700_000_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
  };
}

export function reply(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answer', status, headers, body: Buffer.from(text) };
}

export function digestOf(body: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
