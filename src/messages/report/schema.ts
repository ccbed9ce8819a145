import { z } from 'zod';
import { changesSchema } from '../../domain/changes.ts';
import { flagSubjectSchema } from '../../domain/flag-wish.ts';
import { tallySchema } from '../../domain/goal.ts';
import { personSchema } from '../../domain/request.ts';
import { rollbackSchema } from '../../domain/rollback.ts';
import { reportShape } from './signals.ts';

/** What the figures rest on, and the members of each signal. */
const metricsSchema = z.object({ requests: z.number() }).and(z.object(reportShape));

const share = z.number().nullable();

const versionSchema = z.object({ version: z.string(), image: z.string() });

/**
 * A is the old version, B the new one. `change`: by how much B was better in successes per visit, as a ratio (0.03 is 3 %
 * more), and `low` and `high` its 95 % interval; null where nothing bounds it. `result`: which is better beyond doubt.
 */
const goalReportSchema = z.object({
  name: z.string(),
  a: tallySchema,
  b: tallySchema,
  change: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  result: z.enum(['a', 'b']).nullable(),
  sentence: z.string(),
});

/** The final report of a release, as `sluice report --json` prints it. */
export const reportSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  number: z.number(),
  status: z.enum([
    'SUCCESS',
    'ROLLBACK',
    /** An A/B test is over, and the old side stays: nothing has failed. */
    'A STAYS',
    /** An A/B test is over, and what it tested has come in. */
    'B STAYS',
    'REJECTED',
    'EXPIRED',
    'SUPERSEDED',
    'WITHDRAWN',
    'HANDED OVER',
    'LIVE',
  ]),
  service: z.string(),
  environment: z.string(),
  strategy: z.string(),
  from: versionSchema,
  to: versionSchema,
  /** That an older version came back by it, and how fast; absent where a new one came in. */
  rollback: rollbackSchema.optional(),
  /** The flag that it was about, and what was asked of it; absent where a version was released. */
  flag: flagSubjectSchema.optional(),
  /** The releases of a train, in this order; `number` and `outcome` are null where one was not begun, or is not over. */
  train: z
    .array(
      z.object({
        /** Where the train is a set: whose release it was. */
        service: z.string().optional(),
        environment: z.string(),
        number: z.number().nullable(),
        outcome: z.string().nullable(),
      }),
    )
    .optional(),
  plan: z.string(),
  requestedBy: personSchema,
  reason: z.string().nullable(),
  approvedBy: z.array(z.object({ by: personSchema, at: z.number() })),
  /** Milliseconds since the epoch; null where it did not come to that. */
  requestedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** From the start to the end, milliseconds. */
  durationMs: z.number().nullable(),
  /** Why it was rolled back, superseded, rejected or withdrawn: a code and a sentence. */
  cause: z.object({ code: z.string(), sentence: z.string() }).nullable(),
  steps: z.array(z.object({ at: z.number(), text: z.string() })),
  /** Before: stable's figures over the release. After: the candidate's in its last window. */
  metrics: z.object({ before: metricsSchema, after: metricsSchema }),
  /**
   * What both versions did while the new one had each share (percent) of the traffic, over `spanMs`; `stable`: null where only the
   * new one served. Absent where no version was released, or nothing measured.
   */
  shares: z
    .array(
      z.object({
        percent: z.number(),
        spanMs: z.number(),
        candidate: metricsSchema,
        stable: metricsSchema.nullable(),
      }),
    )
    .optional(),
  /** How long the newest figures go back by which it was sent back (ms); absent where they are all of the last share's. */
  decidedOnMs: z.number().optional(),
  /** The flag with which off the figures before are, and those after with it on; absent where they are of versions or times. */
  compared: z.string().optional(),
  /** What the versions of an A/B test were compared by; absent where they were not. */
  goal: goalReportSchema.optional(),
  /** Percent (0 to 100) before and now, and the most in between; null where no single figure says it. `by`: who has changed it since. */
  flags: z.array(
    z.object({
      name: z.string(),
      from: share,
      to: share,
      most: share.optional(),
      by: z.string().nullable().optional(),
    }),
  ),
  /** What was in it, as far as its source said when it was asked for; absent where no source is set. */
  changes: changesSchema.optional(),
  /** What another service has made of the database for the release; absent where none has. `createdAt`: ms since the epoch. */
  backup: z.object({ id: z.string(), database: z.string(), createdAt: z.number().nullable() }).optional(),
  links: z.object({ diff: z.string().nullable(), dashboard: z.string().nullable(), logs: z.string().nullable() }),
});
export type Report = z.infer<typeof reportSchema>;
