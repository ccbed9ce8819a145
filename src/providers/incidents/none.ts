import { z } from 'zod';

/** Slack is the only road: for services that need no other, below a level that has one. */
export const noneSchema = z
  .strictObject({ kind: z.literal('none') })
  .meta({ description: 'No second road: Slack is the only one.' });
