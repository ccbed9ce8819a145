import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { quoted, readFloat } from './float.ts';

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
  return pointsOf(data.result);
}

function pointsOf(result: z.infer<typeof vectorSchema>['data']['result']): VectorRead {
  const points: Point[] = [];
  for (const [index, { metric, value }] of result.entries()) {
    const read = readFloat(value[1]);
    if (read === null) {
      const where = `series ${index + 1} of ${result.length}`;
      return {
        kind: 'unusable',
        text: `Prometheus answers with ${quoted(value[1])} for ${where}, which is not a number`,
      };
    }
    points.push({ labels: metric, value: read, at: value[0] });
  }
  return { kind: 'points', points };
}
