import { z } from 'zod';
import { flagAskedSchema } from './flag-wish.ts';
import { paceSchema } from './rollback.ts';
import { partOfSchema, trainAskedSchema } from './train.ts';

/** A person: the id for mentions, the name for logs and reports that outlive the workspace. */
export const personSchema = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof personSchema>;

/** Who wants which version of which service where, how, and why. */
export const requestSchema = z.object({
  by: personSchema,
  service: z.string(),
  /** As people say it; of a flag that is asked for by itself, the flag and what is asked of it: `new-pricing at 25 %`. */
  version: z.string(),
  environment: z.string(),
  /** Only where the person chose one; otherwise the catalogue's. */
  strategy: z.string().nullable(),
  reason: z.string().nullable(),
  /** The same ask delivered twice has the same key. */
  key: z.string(),
  /** Where the person typed, for answers that only they see. */
  channel: z.string().nullable(),
  /** Going back: the reference that ran, pinned to its digest; without one, whatever the registry has of the version. */
  image: z.string().optional(),
  /** Feature flags that shall move with it, beside those of the catalogue; absent where none is named. */
  flags: z.array(z.string()).optional(),
  /** A flag that is asked for by itself: no version comes with it. */
  flag: flagAskedSchema.optional(),
  /** That its version is to come through the environments before this one; absent where it goes to this one alone. */
  train: trainAskedSchema.optional(),
  /** The train that has asked for it; absent where a person has. */
  partOf: partOfSchema.optional(),
  /** A wish to go back to an older version is said, never guessed. */
  backwards: z.boolean(),
  /** Going back: how fast; absent where nothing was said of it, and where it does not go back. */
  pace: paceSchema.optional(),
});
export type Request = z.infer<typeof requestSchema>;
