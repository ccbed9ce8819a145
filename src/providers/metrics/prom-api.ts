import { NoAnswer } from '../../platform/http.ts';
import type { HttpGet } from './metric-source.ts';
import { answerRoom, readVectorOnThread } from './page-reader.ts';
import type { Point } from './prom-vector.ts';

export type { Point } from './prom-vector.ts';

export interface PromApi {
  http: HttpGet;
  /** Where Prometheus is, with a path prefix where it has one. */
  url: string;
  headers: Record<string, string>;
  timeoutMs: number;
}

/** Prometheus, or a proxy in front of it, does not take this very query: too long, too costly, or not understood. */
export class PromRefusal extends Error {}
const refusals: readonly number[] = [400, 413, 414, 422, 431];

/**
 * An instant query. Throws where there is no answer (a PromRefusal where the query itself is at fault, or its answer is
 * too long), or where it is not a vector of numbers. A warning counts as no answer.
 * @param at evaluation time in seconds since the epoch; by default the server's now
 */
export async function instantQuery(api: PromApi, query: string, at?: number): Promise<Point[]> {
  const parameters = new URLSearchParams({ query, ...(at === undefined ? {} : { time: String(at) }) });
  const url = `${api.url.replace(/\/+$/, '')}/api/v1/query?${parameters}`;
  const share = answerRoom.open();
  try {
    const { headers, timeoutMs } = api;
    const { status, body } = await api.http(url, { headers, timeoutMs, maxBytes: answerRoom.each, share });
    return await pointsOf(status, body);
  } catch (error) {
    throw error instanceof NoAnswer && error.why === 'too-large' ? new PromRefusal(error.message) : error;
  } finally {
    share.giveBack();
  }
}

async function pointsOf(status: number, body: string): Promise<Point[]> {
  const read = await readVectorOnThread(body);
  if (read.kind === 'error' || status !== 200) {
    const text = `Prometheus answered ${status}${read.kind === 'error' ? `: ${read.text}` : ''}`;
    throw refusals.includes(status) ? new PromRefusal(text) : new Error(text);
  }
  switch (read.kind) {
    case 'points':
      return read.points;
    case 'too-many':
      throw new PromRefusal(read.text);
    case 'unusable':
      throw new Error(read.text);
  }
}
