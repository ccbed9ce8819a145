import { z } from 'zod';
import { signalNames } from '../analysis/signals/index.ts';

/** Cumulative histogram of one interval: `count` requests took at most `le` seconds (Infinity is written as null). */
export const bucketSchema = z.object({ le: z.number().nullable(), count: z.number() });
export type Bucket = z.infer<typeof bucketSchema>;

/** A quantile of the durations that a source had ready, over some looks and pods. In seconds. */
const quantileSchema = z.object({
  /** Ratio 0 to 1. */
  q: z.number().min(0).max(1),
  /** The mean, weighted by the requests. */
  seconds: z.number(),
  /** The smallest and the largest of any pod at any look. */
  least: z.number(),
  most: z.number(),
  /** Looks that it is from. A fraction where a longer watch is reckoned from a shorter. */
  looks: z.number().positive(),
});
export type Quantile = z.infer<typeof quantileSchema>;

/** What one track did in one interval. Durations are counted in buckets, or else known as quantiles, or not measured. */
export const figuresSchema = z.object({
  pods: z.number().int().nonnegative(),
  requests: z.number().nonnegative(),
  /** Of the requests, those that failed. */
  errors: z.number().nonnegative(),
  /** Cumulative, by growing `le`; empty where durations are not counted. */
  buckets: z.array(bucketSchema),
  /** Absent where the source has none ready. */
  quantiles: z.array(quantileSchema).optional(),
});
export type Figures = z.infer<typeof figuresSchema>;

/** What a source was asked and does not answer, though nothing says that it should not. */
export const notWatchedSchema = z.object({
  query: z.enum(['requests', 'durations']),
  /** In words, e.g. which metric is missing. */
  why: z.string(),
  /** What to do, in words. */
  remedy: z.string().optional(),
  /** The flag whose requests cannot be told apart, where that is what is meant. */
  flag: z.string().optional(),
  /** Some of what is asked is answered, and the rest is not. */
  partly: z.literal(true).optional(),
  /** So much is not that nothing may be called healthy. */
  holds: z.literal(true).optional(),
});
export type NotWatched = z.infer<typeof notWatchedSchema>;

/**
 * One interval of both tracks; `stable` is null where only the candidate is left or measured. Where the requests with a flag
 * on are told from those with it off, the former stand for the candidate, and the latter for stable.
 */
export const sampleSchema = z.object({
  from: z.number(),
  to: z.number(),
  candidate: figuresSchema,
  stable: figuresSchema.nullable(),
  /** That flag; absent where versions are told apart. */
  flag: z.string().optional(),
  /** Absent where the source shows all that it is asked. */
  notWatched: z.array(notWatchedSchema).optional(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** Looks that follow each other, added up. */
export interface Stretch {
  /** Those before it that are forgotten included. */
  looks: number;
  sample: Sample;
}

/** What a metric source answered. Four different things that are never mixed up. */
export const measurementSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), sample: sampleSchema }),
  /** The source answered, but knows nothing of the candidate (yet). */
  z.object({
    kind: z.literal('no-data'),
    detail: z.string(),
    /** What was counted in this release so far cannot be relied on. */
    voids: z.literal(true).optional(),
  }),
  /** The source did not answer, or answered with an error. */
  z.object({ kind: z.literal('failed'), detail: z.string() }),
]);
export type Measurement = z.infer<typeof measurementSchema>;

/** One comparison that a judge made. Values are in the signal's unit. */
const comparisonSchema = z.object({
  /** `shared`: over the limit, as stable is at the same time, and not worse than stable beyond doubt. */
  state: z.enum(['good', 'bad', 'unsure', 'shared']),
  candidate: z.number().nullable(),
  stable: z.number().nullable(),
  /** The limit that was applied. */
  limit: z.number().nullable(),
  /** Requests of the candidate that the finding rests on. */
  requests: z.number(),
  stableRequests: z.number(),
  /** Chance of seeing this if the candidate were within the limit (one measurement), where the finding is a test. */
  chance: z.number().nullable(),
  /** The flag with which on the candidate's figures are, and stable's with it off; absent where they are of versions. */
  flag: z.string().optional(),
  /** How long the newest measurements go back that it rests on (ms); absent where it is all since the traffic last changed. */
  spanMs: z.number().optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** What a judge says of one signal, by its name. */
export const findingSchema = z.object({ metric: z.enum(signalNames), ...comparisonSchema.shape });
export type Finding = z.infer<typeof findingSchema>;

export const verdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('healthy'), findings: z.array(findingSchema) }),
  z.object({ kind: z.literal('unhealthy'), findings: z.array(findingSchema), culprit: findingSchema }),
  z.object({
    kind: z.literal('inconclusive'),
    why: z.enum(['too-few-requests', 'no-data', 'query-failed', 'both-over-limit']),
    findings: z.array(findingSchema),
    /** Requests seen, and about how many it takes to tell. */
    seen: z.number(),
    wanted: z.number(),
    /** What is neither over its limit nor within it beyond doubt, though there were enough requests to say so. */
    close: findingSchema.optional(),
    /** False where no number of requests that will come can tell; `wanted` is then only a lower bound. */
    attainable: z.boolean().optional(),
    detail: z.string(),
  }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** A pod of the new version that needs no statistics. */
export const troubleSchema = z.object({
  code: z.enum([
    'crash-loop',
    'restarted',
    'cannot-start',
    'image-pull',
    'oom-killed',
    'probe-failing',
    'not-scheduled',
    'progress-deadline',
    'evicted',
    'ended',
    'pods-refused',
  ]),
  pod: z.string(),
  /** Kubernetes' own words, shortened. */
  detail: z.string(),
});
export type Trouble = z.infer<typeof troubleSchema>;
