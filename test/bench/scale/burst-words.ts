import { z } from 'zod';

/** What the process of the crowd is told to do, and what it answers. */
export const burstOrderSchema = z.discriminatedUnion('type', [
  /** Where the bot listens; null for the one that is connected by Socket Mode. */
  z.object({ type: z.literal('bot'), url: z.string().nullable() }),
  /** All of them, or as many as are enough to warm up a bot: they only ask for plans. */
  z.object({ type: z.literal('type'), services: z.number(), warmUp: z.number().nullable() }),
  z.object({ type: z.literal('answers'), withinMs: z.number() }),
]);
export type BurstOrder = z.infer<typeof burstOrderSchema>;

export const burstReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('up'), apiUrl: z.string() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('typed'), times: z.array(z.number()), failed: z.array(z.string()) }),
  /** How many people have how many answers, and when the last came, in ms since they began to type. */
  z.object({ type: z.literal('answered'), answers: z.record(z.string(), z.number()), lastMs: z.number() }),
]);
export type BurstReport = z.infer<typeof burstReportSchema>;

/** How a crowd reaches a bot. */
export interface Transport {
  /** All at once, whether or not the others were acknowledged. Times in ms; a problem is null where Slack was content. */
  type(typed: readonly { person: string; text: string }[]): Promise<{ time: number; problem: string | null }[]>;
  /** Resolves when all who typed last have an answer, and a moment has passed for second ones; or after the time. */
  answered(withinMs: number): Promise<{ answers: Record<string, number>; lastMs: number }>;
}

/** Nobody has typed yet. */
export const nobody: Transport['answered'] = async () => ({ answers: {}, lastMs: 0 });

/** How long second answers are waited for. */
export const answerMomentMs = 2000;

/** How many have how many answers, by that number. */
export function tallied(counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(counts, String)).map(([count, all]) => [count, all?.length ?? 0]),
  );
}
