import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/platform/clock.ts';
import type { HttpClient, HttpReply } from '../../../src/platform/http.ts';
import { anonymous } from '../../../src/providers/images/docker-config.ts';
import type { ImageSource } from '../../../src/providers/images/image-source.ts';
import { createImageSource } from '../../../src/providers/images/index.ts';

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

/** An image of the scripted registry. */
export const repository = 'registry.example/app';
/** The digest that the registry has of each of its tags. */
export const digest = `sha256:${'a'.repeat(64)}`;
/** The headers by which it tells the digest. */
export const told = { 'docker-content-digest': digest };

/** The versions that are offered, the newest first. */
export async function versionsOf(source: ImageSource, limit: number): Promise<string[]> {
  return (await source.versions(repository, limit)).versions;
}

/** The images of a registry that answers by a function; without credentials unless some are given. */
export function world(answer: (asked: Asked, nth: number) => HttpReply, credentials = anonymous) {
  const http = scripted(answer);
  const clock = patientClock();
  return { http, clock, source: createImageSource({ http, clock, credentials }, { kind: 'oci' }) };
}
