import { z } from 'zod';
import type { HttpGet } from './metric-source.ts';

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
  warnings: z.array(z.string()).default([]),
});
const errorSchema = z.object({ status: z.literal('error'), error: z.string() });

/** One series of an instant query. `at` is the evaluation time in seconds since the epoch. */
export interface Point {
  labels: Record<string, string>;
  value: number;
  at: number;
}

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

const maxBytes = 32 * 1024 * 1024;

/**
 * An instant query. Throws where there is no answer (a PromRefusal where the query itself is at fault), or where it is not a vector of numbers. A warning counts as no
 * answer: it mostly says that a part of the data is missing.
 * @param at evaluation time in seconds since the epoch; by default the server's now
 */
export async function instantQuery(api: PromApi, query: string, at?: number): Promise<Point[]> {
  const parameters = new URLSearchParams({ query, ...(at === undefined ? {} : { time: String(at) }) });
  const url = `${api.url.replace(/\/+$/, '')}/api/v1/query?${parameters}`;
  const answer = await api.http(url, { headers: api.headers, timeoutMs: api.timeoutMs, maxBytes });
  const body = parseJson(answer.body);
  const refused = errorSchema.safeParse(body);
  if (refused.success || answer.status !== 200) {
    const text = `Prometheus answered ${answer.status}${refused.success ? `: ${refused.data.error}` : ''}`;
    throw refusals.includes(answer.status) ? new PromRefusal(text) : new Error(text);
  }
  const parsed = vectorSchema.safeParse(body);
  if (!parsed.success) throw new Error('the answer is not one of Prometheus to an instant query');
  const { data, warnings } = parsed.data;
  if (warnings.length > 0) throw new Error(`Prometheus warns: ${warnings.join('; ')}`);
  return data.result.map(({ metric, value: [time, text] }) => ({ labels: metric, value: numberOf(text), at: time }));
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
