import { z } from 'zod';
import { flagAskedSchema } from '../domain/flag-wish.ts';
import { paceSchema } from '../domain/rollback.ts';
import { trainAskedSchema } from '../domain/train.ts';

/** Who asked, and the way to answer them. */
const asking = {
  by: z.object({ id: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  /** The same for the same request, however often it is delivered. */
  key: z.string(),
  /** When it was asked, in ms since the epoch; requests of older versions do not say. */
  at: z.number().optional(),
  channel: z.string().nullable(),
  /** Slack's response_url of the command; null where the answer goes to the channel as an ephemeral message. */
  responseUrl: z.string().nullable(),
};

const wanted = {
  service: z.string(),
  version: z.string(),
  /** Null where the next one in promotion order is meant. */
  environment: z.string().nullable(),
  /** Null where the catalogue's own is meant. */
  strategy: z.string().nullable(),
  /** Feature flags that are to move with it; absent where none is named. */
  flags: z.array(z.string()).optional(),
  /** A flag that is asked for by itself; workers of older versions find no such version and say so. */
  flag: flagAskedSchema.optional(),
};

const deploySchema = z.object({ kind: z.literal('deploy'), ...wanted, ...asking });
const planSchema = z.object({ kind: z.literal('plan'), ...wanted, ...asking });
/** A kind of its own: a worker of an older version would release to the last environment, and nowhere before. */
const trainSchema = z.object({
  kind: z.literal('train'),
  /** Whether it is to be started, or only looked at. */
  word: z.enum(['deploy', 'plan']),
  ...wanted,
  train: trainAskedSchema,
  ...asking,
});
const back = {
  service: z.string(),
  environment: z.string(),
  /** How fast; absent where nothing was said of it. */
  pace: paceSchema.optional(),
};
const rollbackSchema = z.object({ kind: z.literal('rollback'), ...back, ...asking });
/** A kind of its own: a worker of an older version would go back to the version before, whichever that is. */
const rollbackToSchema = z.object({ kind: z.literal('rollback-to'), ...back, to: z.string(), ...asking });

const requestJobSchema = z.discriminatedUnion('kind', [
  deploySchema,
  planSchema,
  trainSchema,
  rollbackSchema,
  rollbackToSchema,
]);
/** What somebody asked for that is answered by a worker. */
export type RequestJob = z.infer<typeof requestJobSchema>;
/** A release that is asked for, or only looked at. */
export type ReleaseRequestJob = z.infer<typeof deploySchema> | z.infer<typeof planSchema> | z.infer<typeof trainSchema>;

const newerSchema = z.object({ kind: z.string(), ...asking });

export type ReadRequestJob =
  | { kind: 'request'; request: RequestJob }
  /** A request of a kind that this version does not know. */
  | { kind: 'newer' }
  /** No request at all. */
  | { kind: 'foreign' };

/** What a job of the queue asks for. Jobs of older versions have more fields than their kind needs. */
export function readRequestJob(data: unknown): ReadRequestJob {
  const read = requestJobSchema.safeParse(data);
  if (read.success) return { kind: 'request', request: read.data };
  const newer = newerSchema.safeParse(data).data;
  return { kind: newer && !known.has(newer.kind) ? 'newer' : 'foreign' };
}

const known: ReadonlySet<string> = new Set(requestJobSchema.options.map(({ shape }) => shape.kind.value));

/**
 * How a request stands in the queue. Workers of older versions want every field of every kind: during an upgrade they would
 * drop a rollback that has none of them.
 */
export function storedRequestJob(request: RequestJob): object {
  return request.kind === 'rollback' ? { version: '', strategy: null, ...request } : request;
}
