import { z } from 'zod';

/** Somebody who wrote some of it: the Slack id where it is known, the name otherwise. */
const authorSchema = z.object({ name: z.string(), slack: z.string().optional() });
export type Author = z.infer<typeof authorSchema>;

const commitSchema = z.object({
  /** Its hash, in full. */
  id: z.string(),
  /** The first line of its message. */
  subject: z.string(),
  /** Its author's name. */
  author: z.string(),
  url: z.string().nullable(),
});

/** A pull request or merge request, by the name that people know it by: `#412`, `!412`. */
const pullSchema = z.object({ name: z.string(), title: z.string(), url: z.string().nullable() });

/** Of each list so many are kept with a release: its log is read at every step. */
export const keptChanges = { commits: 50, pulls: 30, authors: 30, migrations: 20 } as const;

/** What lies between the version that runs and the one that is asked for. Lists have the newest first. */
export const changesSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('known'),
    /** Commits in all. */
    total: z.number().int().nonnegative(),
    commits: z.array(commitSchema),
    /** How many there are, as far as was read. */
    pulls: z.object({ total: z.number().int().nonnegative(), first: z.array(pullSchema) }),
    authors: z.object({ total: z.number().int().nonnegative(), first: z.array(authorSchema) }),
    /** Files of migrations that it touches; `partly` where there are more files than the source lists. */
    migrations: z.object({
      total: z.number().int().nonnegative(),
      first: z.array(z.string()),
      partly: z.literal(true).optional(),
    }),
    /** Commits that run now and are not in it; absent where there are none, or the source does not say. */
    lacks: z.number().int().positive().optional(),
    /** The older version is asked for: this is what goes away. */
    takenBack: z.literal(true).optional(),
    url: z.string().nullable(),
  }),
  /** Only where it can be read is known. */
  z.object({ kind: z.literal('linked'), url: z.string() }),
  /** `why`: in words, as a clause. */
  z.object({ kind: z.literal('unknown'), why: z.string() }),
]);
export type Changes = z.infer<typeof changesSchema>;
export type KnownChanges = Extract<Changes, { kind: 'known' }>;
