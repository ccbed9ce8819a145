import { z } from 'zod';
import { causeCodes } from './reasons.ts';
import { personSchema } from './request.ts';
import { troubleSchema, verdictSchema } from './verdict.ts';

/** Why a release goes back. */
export const causeSchema = z.object({
  code: z.enum(causeCodes),
  /** Plain text for people, e.g. what a step failed with. */
  detail: z.string(),
  by: personSchema.nullable(),
  verdict: verdictSchema.nullable(),
  trouble: troubleSchema.nullable(),
  /** The feature flag whose A/B test is over; absent where it was one of versions, or something else is the cause. */
  flag: z.string().optional(),
});
export type Cause = z.infer<typeof causeSchema>;
