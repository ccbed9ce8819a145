import { z } from 'zod';
import { notWatchedSchema } from './verdict.ts';

/** What a source of figures lacked when a release was asked for. */
export const figuresBeforeSchema = z.object({
  /** Why nothing could be judged by it, in words, or null. */
  wrong: z.string().nullable(),
  notWatched: z.array(notWatchedSchema),
  /** Why it could not be looked at, in words; absent where it was. */
  unseen: z.string().optional(),
});
export type FiguresBefore = z.infer<typeof figuresBeforeSchema>;
