import { z } from 'zod';

/** Who asked, and the way to answer them. */
const asking = {
  by: z.object({ id: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  /** The same for the same ask, however often it is delivered. */
  key: z.string(),
  /** When it was asked, in ms since the epoch; asks of older versions do not say. */
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
};

const deploySchema = z.object({ kind: z.literal('deploy'), ...wanted, ...asking });
const planSchema = z.object({ kind: z.literal('plan'), ...wanted, ...asking });
const rollbackSchema = z.object({
  kind: z.literal('rollback'),
  service: z.string(),
  environment: z.string(),
  ...asking,
});

const askJobSchema = z.discriminatedUnion('kind', [deploySchema, planSchema, rollbackSchema]);
/** What somebody asked for that is answered by a worker. */
export type AskJob = z.infer<typeof askJobSchema>;
/** A release that is asked for, or only looked at. */
export type ReleaseAsk = z.infer<typeof deploySchema> | z.infer<typeof planSchema>;

const newerSchema = z.object({ kind: z.string(), ...asking });

export type ReadAsk =
  | { kind: 'ask'; ask: AskJob }
  /** An ask of a kind that this version does not know. */
  | { kind: 'newer' }
  /** No ask at all. */
  | { kind: 'foreign' };

/** What a job of the queue asks for. Jobs of older versions have more fields than their kind needs. */
export function readAsk(data: unknown): ReadAsk {
  const read = askJobSchema.safeParse(data);
  if (read.success) return { kind: 'ask', ask: read.data };
  const newer = newerSchema.safeParse(data).data;
  return { kind: newer && !known.has(newer.kind) ? 'newer' : 'foreign' };
}

const known: ReadonlySet<string> = new Set(askJobSchema.options.map(({ shape }) => shape.kind.value));

/**
 * How an ask stands in the queue. Workers of older versions want every field of every kind: during an upgrade they would
 * drop a rollback that has none of them.
 */
export function storedAsk(ask: AskJob): object {
  return ask.kind === 'rollback' ? { version: '', strategy: null, ...ask } : ask;
}
