import { z } from 'zod';
import { goalSchema } from './goal.ts';

/** By which label of its counters a service tells requests with a flag on from those with it off: the values of either. */
export const compareBySchema = z.object({
  label: z.string(),
  on: z.array(z.string()).min(1),
  off: z.array(z.string()).min(1),
});

/** A step of a flag that is an A/B test: those who have the flag (B) are compared with those who don't (A). */
const flagTestSchema = z.object({
  goal: goalSchema,
  /** `result`: as soon as there is one, and at the latest when the step's time is over. */
  until: z.enum(['duration', 'result']),
  /** What comes at the end without a result. */
  withoutResult: z.enum(['a', 'b', 'ask']),
});
export type FlagTest = z.infer<typeof flagTestSchema>;

/** How long (ms) a flag stays where it is; without a `test`, nothing but health is looked at meanwhile. */
export const flagStepSchema = z.object({ bakeMs: z.number().int().nonnegative(), test: flagTestSchema.optional() });
