import { z } from 'zod';

/** What the process of the crowd is told to do, and what it answers. */
export const crowdOrderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bot'), url: z.string() }),
  /** All of them, or as many as are enough to warm up a bot: they only ask for help. */
  z.object({ type: z.literal('type'), services: z.number(), warmUp: z.number().nullable() }),
  z.object({ type: z.literal('answers'), withinMs: z.number() }),
]);
export type CrowdOrder = z.infer<typeof crowdOrderSchema>;

export const crowdReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('up'), apiUrl: z.string() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('typed'), times: z.array(z.number()), failed: z.array(z.string()) }),
  /** How many people have how many answers, and when the last came, in ms since they began to type. */
  z.object({ type: z.literal('answered'), answers: z.record(z.string(), z.number()), lastMs: z.number() }),
]);
export type CrowdReport = z.infer<typeof crowdReportSchema>;
