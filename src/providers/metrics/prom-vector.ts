import { z } from 'zod';

/** One series of an instant query. `at` is the evaluation time in seconds since the epoch. */
export interface Point {
  labels: Record<string, string>;
  value: number;
  at: number;
}

/** What a body says. `text` is Prometheus' own, or what is wrong with the answer. */
export type VectorRead =
  | { kind: 'points'; points: Point[] }
  | { kind: 'error'; text: string }
  | { kind: 'too-many'; text: string }
  | { kind: 'unusable'; text: string };

/** Series of one answer. */
const maxPoints = 50_000;

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
  warnings: z.array(z.string()).default([]),
});
const errorSchema = z.object({ status: z.literal('error'), error: z.string() });

/** The answer to an instant query. A warning makes it unusable: it mostly says that a part of the data is missing. */
export function readVector(text: string): VectorRead {
  const body = parseJson(text);
  const refused = errorSchema.safeParse(body);
  if (refused.success) return { kind: 'error', text: refused.data.error };
  const parsed = vectorSchema.safeParse(body);
  if (!parsed.success) return { kind: 'unusable', text: 'the answer is not one of Prometheus to an instant query' };
  const { data, warnings } = parsed.data;
  if (warnings.length > 0) return { kind: 'unusable', text: `Prometheus warns: ${warnings.join('; ')}` };
  if (data.result.length > maxPoints) {
    return {
      kind: 'too-many',
      text: `Prometheus answers with more than ${maxPoints} series: let the query sum more of them`,
    };
  }
  const points = data.result.map(({ metric, value: [at, value] }) => ({ labels: metric, value: numberOf(value), at }));
  return { kind: 'points', points };
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
